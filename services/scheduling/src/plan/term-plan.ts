import type { Instant } from '@perennial/kernel/instant';
import { chainDecisions, type ChainHead, type Decision } from '../decision/decision.js';
import type { Contact, Customer } from '../customer/customer.js';
import type { Owner } from '../owner/owner.js';
import { factsOf } from '../policy/policy-facts.js';
import { selectPolicy, type CompiledPolicy } from '../policy/policy.js';
import type { Contract, Term } from '../term/term.js';
import { planDecisions } from './plan-decisions.js';
import { plan, type Plan } from './plan.js';
import type { Reminder } from '../reminder/reminder.js';

/** All that planning one term reads. */
export interface TermPlanInput {
  readonly term: Term;
  readonly contract: Contract | null;
  readonly customer: Customer | null;
  readonly contacts: readonly Contact[];
  readonly owners: readonly Owner[];
  readonly reminders: readonly Reminder[];
  readonly policies: readonly CompiledPolicy[];
}

/** The plan of a term with its ledger rows. */
export interface TermPlan {
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
  const { term, contract, customer, contacts, owners, reminders, policies } = input;
  const known = term.facts && !term.closed && contract && customer;
  const { policy, failed } = known
    ? selectPolicy(policies, factsOf(term.facts, contract, customer))
    : { policy: null, failed: [] };
  const planned = plan({ term, customer, contacts, owners, policy, reminders, now });
  const { drafts, planHash } = planDecisions(term, policy, failed, planned);
  const { rows, head } = chainDecisions(term.termId, { seq: term.decisionSeq, hash: term.decisionHash }, drafts, now);
  return { term, plan: planned, decisions: rows, head, planHash, failed };
}

/**
 * Rows that writing a plan takes: reminders, decisions, what a person must look at, up to three events and the term.
 */
export function rowsOf({ plan: { insert, move, end, withdraw, review }, decisions }: TermPlan): number {
  return insert.length + move.length + end.length + withdraw.length + review.length + decisions.length + 4;
}
