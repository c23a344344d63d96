import { nodeDate } from '@perennial/calendar/node';
import { addressed, type Contact } from '../customer/customer.js';
import type { PolicyStep } from '../policy/policy.js';
import type { PlanInput } from './plan-input.js';
import type { Reminder, WantedReminder } from './reminder.js';
import { placeSteps, stepName } from './step-placement.js';

/** A row that should exist, with what decides whether an earlier send satisfies it. */
export interface Wanted extends WantedReminder {
  readonly repeatAfterMs: number;
  readonly rolled: string;
}

/**
 * A step that is not planned, and why: PAST, BEFORE_START, NO_WINDOW, OVERTAKEN; NO_ADDRESS (for nobody at all), and
 * after earlier tries WAIT_FOR_TERM, NO_OPENING, TRIES_USED.
 */
export interface NotWanted {
  readonly step: string;
  readonly contactId: string | null;
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
export function wantedReminders(input: Omit<PlanInput, 'now'>): WantedSet {
  const { term, customer, contacts, policy, reminders } = input;
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
  const tracks = policy.steps.flatMap((step) =>
    step.tracks.map((channels, track) => {
      const date = nodeDate(facts.lastDay, step.node);
      return {
        step,
        track,
        channels,
        to: addressed(contacts.filter(returnedNot(reminders, step, track, date)), step.roles),
      };
    }),
  );
  const empty = tracks.filter(({ to }) => to.length === 0);
  notWanted.push(...empty.map(({ step }) => ({ step: stepName(step), contactId: null, reason: 'NO_ADDRESS' })));
  const reachable = new Map(tracks.flatMap(({ to }) => to).map((contact) => [contact.contactId, contact]));
  for (const contact of reachable.values()) {
    const zone = contact.zone || customer.zone || facts.zone;
    const mine = tracks.filter(({ to }) => to.some(({ contactId }) => contactId === contact.contactId));
    const own = policy.steps.filter((step) => mine.some((track) => track.step === step));
    const { placed, unplaced } = placeSteps(own, facts, zone);
    notWanted.push(...unplaced.map(({ name, reason }) => ({ step: name, contactId: contact.contactId, reason })));
    for (const { step, name, date, opensAt, closesAt, rolled } of placed) {
      const { window, legal, template, repeatAfterMs } = step;
      wanted.push(
        ...mine.flatMap(({ step: of, track, channels }) =>
          of === step
            ? [
                {
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
                },
              ]
            : [],
        ),
      );
    }
  }
  return { wanted, notWanted, idle: null, silenced: false };
}

/**
 * Passes over contacts whose address came back from a try of this very step and node date. Another step tries the
 * address again: a person may have opted in since.
 */
function returnedNot(
  reminders: readonly Reminder[],
  step: PolicyStep,
  track: number,
  date: string,
): (contact: Contact) => boolean {
  const returned = reminders.filter(
    (r) =>
      r.retry === 'OTHER_ADDRESS' &&
      r.node === step.node &&
      r.step === stepName(step) &&
      r.track === track &&
      r.nodeDate === date,
  );
  return ({ recipientId }) => !returned.some((r) => r.recipientId === recipientId);
}
