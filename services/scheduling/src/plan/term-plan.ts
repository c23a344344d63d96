import type { Instant } from '@perennial/kernel/instant';
import { chainDecisions, type ChainHead, type Decision } from '../decision/decision.js';
import type { Contact, Customer } from '../customer/customer.js';
import { answersOf } from '../evidence/answer.js';
import type { Evidence } from '../evidence/evidence.js';
import { heldSpan, standingHold } from '../hold/hold.js';
import type { Owner } from '../owner/owner.js';
import type { Outage } from '../outage/outage.js';
import { factsOf } from '../policy/policy-facts.js';
import { selectPolicy, type CompiledPolicy } from '../policy/policy.js';
import type { Reach } from '../reach/reach.js';
import { reviewOf } from '../review/plan-review.js';
import type { Contract, Term } from '../term/term.js';
import { asArrived } from './as-arrived.js';
import { planDecisions } from './plan-decisions.js';
import type { PlanInput } from './plan-input.js';
import { plan, type Plan } from './plan.js';
import { plannedByNow } from './planned-by.js';
import type { Reminder } from '../reminder/reminder.js';

/** All that planning one term reads. */
export interface TermPlanInput {
  readonly term: Term;
  readonly contract: Contract | null;
  readonly customer: Customer | null;
  readonly contacts: readonly Contact[];
  readonly owners: readonly Owner[];
  readonly reach: Reach;
  readonly reminders: readonly Reminder[];
  readonly evidence: readonly Evidence[];
  readonly outages: readonly Outage[];
  readonly policies: readonly CompiledPolicy[];
  /** Kind and subject of what a person has finished: it is not noted again. */
  readonly finished: ReadonlySet<string>;
}

/** The plan of a term with its ledger rows. */
export interface TermPlan {
  /** As this planning leaves it: by what it was planned, and its newest hold. */
  readonly term: Term;
  readonly plan: Plan;
  readonly decisions: readonly Decision[];
  readonly head: ChainHead;
  readonly planHash: string;
  /** Policies whose condition failed. */
  readonly failed: readonly string[];
}

/** Pure: picks the policy, plans, and says why. */
export function planTerm(input: TermPlanInput, now: Instant): TermPlan {
  const { facts, failed } = planFacts(input, now);
  const { term } = facts;
  const all = plan(facts);
  const review = all.review.filter((one) => !input.finished.has(finishedKey(reviewOf(term, one))));
  const planned = { ...all, review };
  const { drafts, planHash } = planDecisions(facts, failed, planned);
  const { rows, head } = chainDecisions(term.termId, { seq: term.decisionSeq, hash: term.decisionHash }, drafts, now);
  return { term, plan: planned, decisions: rows, head, planHash, failed };
}

/** A review by kind and subject. */
export function finishedKey({ kind, subjectId }: { readonly kind: string; readonly subjectId: string }): string {
  return `${kind} ${subjectId}`;
}

/** Pure: the facts that a term's plan follows from, with the policy that selects it and the hold that stands. */
export function planFacts(input: TermPlanInput, now: Instant): { facts: PlanInput; failed: readonly string[] } {
  const { term, contract, customer, contacts, owners, reach, evidence, outages, policies } = input;
  const known = term.facts && !term.closed && contract && customer;
  const { policy, failed } = known
    ? selectPolicy(policies, factsOf(term.facts, contract, customer))
    : { policy: null, failed: [] };
  const holds = [...(customer?.holds ?? []), ...(contract?.holds ?? []), ...(term.facts?.holds ?? [])];
  const hold = term.facts ? standingHold(holds, term.facts.zone, now) : null;
  const plannedBy = known ? plannedByNow(term.plannedBy, policy, now) : term.plannedBy;
  const planned = { ...term, ...heldSpan(term, hold, now), plannedBy };
  const answers = answersOf(input.reminders, evidence, term.reopenedAt);
  const reminders = asArrived(input.reminders, evidence, answers);
  const people = { customer, contacts, owners, reach, answers };
  return { facts: { term: planned, ...people, hold, policy, reminders, evidence, outages, now }, failed };
}

/**
 * Rows that writing a plan takes: reminders, decisions, what a person must look at, up to three events and the term.
 */
export function rowsOf({ plan: { insert, move, end, withdraw, review }, decisions }: TermPlan): number {
  return insert.length + move.length + end.length + withdraw.length + review.length + decisions.length + 4;
}
