import type { Instant } from '@perennial/kernel/instant';
import type { Contact, Customer } from '../customer/customer.js';
import type { Answer } from '../evidence/answer.js';
import type { Evidence } from '../evidence/evidence.js';
import type { StandingHold } from '../hold/hold.js';
import type { Owner } from '../owner/owner.js';
import type { Outage } from '../outage/outage.js';
import type { CompiledPolicy } from '../policy/policy.js';
import type { Reach } from '../reach/reach.js';
import type { Term } from '../term/term.js';
import type { Reminder } from '../reminder/reminder.js';

/** The facts of one term that its plan follows from. */
export interface PlanInput {
  /** `plannedBy` is as of this planning: the policy below with its steps' instants. */
  readonly term: Term;
  readonly customer: Customer | null;
  readonly contacts: readonly Contact[];
  /** Owners that internal steps may address; empty where the policies have none. */
  readonly owners: readonly Owner[];
  readonly reach: Reach;
  /** What stands on the customer, the contract or the term; null where nothing does. */
  readonly hold: StandingHold | null;
  /** The policy that selects the term; null when none does. */
  readonly policy: CompiledPolicy | null;
  /** Every reminder of the term, of any state. */
  readonly reminders: readonly Reminder[];
  /** What became known behind their sends. */
  readonly evidence: readonly Evidence[];
  /** What people of the customer answered last. */
  readonly answers: readonly Answer[];
  /** When all providers of a channel were down. */
  readonly outages: readonly Outage[];
  readonly now: Instant;
}
