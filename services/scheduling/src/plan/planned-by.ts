import type { CompiledPolicy, PolicyStep } from '../policy/policy.js';
import type { Instant } from '@perennial/kernel/instant';
import type { PlannedBy } from '../term/term.js';
import { stepName } from './step-name.js';

/** A step with its audience, as a term's row keeps since when it has had it. */
export function stepKey(step: Pick<PolicyStep, 'node' | 'purpose' | 'audience'>): string {
  return `${stepName(step)}|${step.audience}`;
}

/** The same of the n-th follow-up of a step; 0 is the step itself. */
export function escalationKey(step: string, escalation: number): string {
  return escalation === 0 ? step : `${step}|${escalation}`;
}

/**
 * Pure: since when a term has had each step of the policy that selects it now, without a break. What it was planned by
 * first it has had from the first (protocol.md, After a change of policy, version or tier).
 */
export function plannedByNow(before: PlannedBy | null, policy: CompiledPolicy | null, now: Instant): PlannedBy | null {
  if (!policy) return before && { ...before, stepsSince: {} };
  const keys = policy.steps.flatMap((step) =>
    [0, ...step.escalate.map((_, i) => i + 1)].map((n) => escalationKey(stepKey(step), n)),
  );
  const since = keys.map((key) => [key, before ? (before.stepsSince[key] ?? now) : 0] as const);
  return { policy: policy.policy, policyVersion: policy.version, stepsSince: Object.fromEntries(since) };
}
