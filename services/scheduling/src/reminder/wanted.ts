import { addressed } from '../customer/customer.js';
import type { PlanInput } from './plan-input.js';
import { placeSteps } from './step-placement.js';
import type { WantedReminder } from './reminder.js';

/** A row that should exist, with what decides whether an earlier send satisfies it. */
export interface Wanted extends WantedReminder {
  readonly repeatAfterMs: number;
  readonly rolled: string;
}

/** A step that is not planned, and why: PAST, BEFORE_START, NO_WINDOW, OVERTAKEN. */
export interface NotWanted {
  readonly step: string;
  readonly contactId: string;
  readonly reason: string;
}

export interface WantedSet {
  readonly wanted: readonly Wanted[];
  readonly notWanted: readonly NotWanted[];
  readonly idle: string | null;
  /** Pending rows end SUPPRESSED, since the term is over; otherwise SUPERSEDED. */
  readonly silenced: boolean;
}

/** Pure: every row the term's facts ask for, past ones included; places are in each contact's zone. */
export function wantedReminders(input: Omit<PlanInput, 'reminders' | 'now'>): WantedSet {
  const { term, customer, contacts, policy } = input;
  const nothing = (idle: string, silenced = false): WantedSet => ({ wanted: [], notWanted: [], idle, silenced });
  if (term.closed) return nothing('CLOSED', true);
  const { facts } = term;
  if (!facts) return nothing('UNKNOWN_TERM');
  // The state comes with one event and the closure with another, in either order: the reason must not tell which was
  // first.
  if (facts.state !== 'OPEN' && facts.state !== 'EXPIRED') return nothing('CLOSED', true);
  if (!term.expiring) return nothing('NOT_EXPIRING');
  if (!customer) return nothing('UNKNOWN_CUSTOMER');
  if (!customer.active) return nothing('CUSTOMER_INACTIVE');
  if (!policy) return nothing('NO_POLICY');
  if (addressed(contacts, []).length === 0) return nothing('NO_CONTACT');

  const wanted: Wanted[] = [];
  const notWanted: NotWanted[] = [];
  const reachable = new Map(
    policy.steps.flatMap((step) => addressed(contacts, step.roles)).map((contact) => [contact.contactId, contact]),
  );
  for (const contact of reachable.values()) {
    const zone = contact.zone || customer.zone || facts.zone;
    const own = policy.steps.filter((step) =>
      addressed(contacts, step.roles).some(({ contactId }) => contactId === contact.contactId),
    );
    const { placed, unplaced } = placeSteps(own, facts, zone);
    notWanted.push(...unplaced.map(({ name, reason }) => ({ step: name, contactId: contact.contactId, reason })));
    for (const { step, name, date, opensAt, closesAt, rolled } of placed) {
      const { window, legal, template, repeatAfterMs } = step;
      wanted.push(
        ...step.tracks.map((channels, track) => ({
          termId: term.termId,
          contractId: facts.contractId,
          customerId: facts.customerId,
          contactId: contact.contactId,
          recipientId: contact.recipientId,
          step: name,
          audience: step.audience,
          track,
          escalation: 0,
          node: step.node,
          nodeDate: date,
          template,
          channels,
          legal,
          zone,
          windowFrom: window.from,
          windowTo: window.to,
          windowDays: rolled === 'legal' ? ('all' as const) : window.days,
          opensAt,
          closesAt,
          repeatAfterMs,
          rolled,
        })),
      );
    }
  }
  return { wanted, notWanted, idle: null, silenced: false };
}
