import type { CompiledPolicy, PolicyStep } from '../policy/policy.js';
import type { Instant } from '@perennial/kernel/instant';
import type { PlannedBy } from '../term/term.js';
import { stepName } from './step-name.js';

/** A step with its audience, as a term's row keeps since when it has had it. */
export function stepKey(step: Pick<PolicyStep, 'node' | 'purpose' | 'audience'>): string {
  return `${stepName(step)}|${step.audience}`;
}

/**
 * Pure: since when a term has had each step of the policy that selects it now, without a break. What it was planned by
 * first it has had from the first (protocol.md, After a change of policy, version or tier).
 */
export function plannedByNow(before: PlannedBy | null, policy: CompiledPolicy | null, now: Instant): PlannedBy | null {
  if (!policy) return before && { ...before, stepsSince: {} };
  const since = policy.steps.map(stepKey).map((key) => [key, before ? (before.stepsSince[key] ?? now) : 0] as const);
  return { policy: policy.policy, policyVersion: policy.version, stepsSince: Object.fromEntries(since) };
}
