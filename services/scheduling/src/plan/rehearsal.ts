import type { Instant } from '@perennial/kernel/instant';
import type { CompiledPolicy } from '../policy/policy.js';
import { planTerm, type TermPlanInput } from './term-plan.js';

/** What saving a policy would do to one step. */
export interface RehearsedStep {
  readonly step: string;
  readonly added: number;
  readonly ended: number;
  readonly dueNow: number;
}

/** What saving a policy would do. */
export interface Rehearsal {
  readonly terms: number;
  readonly selected: number;
  /** Messages-to-be: a recipient and customer at once is one. */
  readonly sendsNow: number;
  readonly added: number;
  readonly ended: number;
  readonly steps: RehearsedStep[];
}

const NOTHING: Rehearsal = { terms: 0, selected: 0, sendsNow: 0, added: 0, ended: 0, steps: [] };

/** Pure: plans the terms as if the policy had been saved, and adds up what changes. Those of before are kept. */
export function rehearse(
  inputs: readonly TermPlanInput[],
  policy: CompiledPolicy,
  now: Instant,
  before: Rehearsal = NOTHING,
): Rehearsal {
  const plans = inputs.map((input) => {
    const others = input.policies.filter(({ policy: name }) => name !== policy.policy);
    return planTerm({ ...input, policies: [...others, policy] }, now);
  });
  const insert = plans.flatMap(({ plan }) => plan.insert);
  const end = plans.flatMap(({ plan }) => plan.end).map(({ reminder }) => reminder);
  const due = insert.filter(({ dueAt, state }) => state === 'PLANNED' && dueAt <= now);
  const count = (rows: readonly { readonly step: string }[], step: string): number =>
    rows.filter((row) => row.step === step).length;
  const earlier = new Map(before.steps.map((of) => [of.step, of]));
  const names = new Set([...earlier.keys(), ...[...insert, ...end].map(({ step }) => step)]);
  return {
    terms: before.terms + plans.length,
    selected: before.selected + plans.filter(({ term }) => term.plannedBy?.policy === policy.policy).length,
    sendsNow: before.sendsNow + new Set(due.map((row) => `${row.recipientId} ${row.customerId}`)).size,
    added: before.added + insert.length,
    ended: before.ended + end.length,
    steps: [...names].sort().map((step) => ({
      step,
      added: (earlier.get(step)?.added ?? 0) + count(insert, step),
      ended: (earlier.get(step)?.ended ?? 0) + count(end, step),
      dueNow: (earlier.get(step)?.dueNow ?? 0) + count(due, step),
    })),
  };
}
