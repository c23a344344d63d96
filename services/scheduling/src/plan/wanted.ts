import { addressedContacts, type Addressee, type AddresseeId } from '../addressee/addressee.js';
import type { Term, TermFacts } from '../term/term.js';
import { addressedTracks, type AddressedTrack } from './addressed-tracks.js';
import type { PlanInput } from './plan-input.js';
import type { WantedReminder } from '../reminder/reminder.js';
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
  readonly addresseeId: AddresseeId | null;
  readonly reason: string;
}

export interface WantedSet {
  readonly wanted: readonly Wanted[];
  readonly notWanted: readonly NotWanted[];
  readonly idle: string | null;
  /** Pending rows end SUPPRESSED, since the term is over; otherwise SUPERSEDED. */
  readonly silenced: boolean;
}

/** Pure: every row the term's facts ask for, past ones included; places are in each addressee's zone. */
export function wantedReminders(input: Omit<PlanInput, 'now'>): WantedSet {
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
  const internal = policy.steps.some(({ audience }) => audience === 'INTERNAL');
  if (!internal && addressedContacts(contacts, []).length === 0) return nothing('NO_CONTACT');

  const tracks = addressedTracks(policy.steps, facts, input);
  const people = new Map(tracks.flatMap(({ to }) => to).map((person) => [person.id, person]));
  const rows = [...people.values()].map((person) => {
    const zone = person.zone || (person.kind === 'CONTACT' && customer.zone) || facts.zone;
    const own = tracks.filter(({ to }) => to.some(({ id }) => id === person.id));
    return rowsFor(person, own, term, facts, zone);
  });
  const nobody = tracks
    .filter(({ to }) => to.length === 0)
    .map(({ step }) => ({ step: stepName(step), addresseeId: null, reason: 'NO_ADDRESS' }));
  return {
    wanted: rows.flatMap(({ wanted }) => wanted),
    notWanted: [...nobody, ...rows.flatMap(({ notWanted }) => notWanted)],
    idle: null,
    silenced: false,
  };
}

/** The rows of one addressee: their steps are placed among each other, in their zone. */
function rowsFor(
  person: Addressee,
  own: readonly AddressedTrack[],
  term: Term,
  facts: TermFacts,
  zone: string,
): Pick<WantedSet, 'wanted' | 'notWanted'> {
  const { placed, unplaced } = placeSteps([...new Set(own.map(({ step }) => step))], facts, zone);
  const wanted = placed.flatMap(({ step, name, date, opensAt, closesAt, rolled }) => {
    const { audience, window, legal, repeatAfterMs } = step;
    return own
      .filter((of) => of.step === step)
      .map(({ track, rungs }) => ({
        termId: term.termId,
        contractId: facts.contractId,
        customerId: facts.customerId,
        addresseeKind: person.kind,
        addresseeId: person.id,
        recipientId: person.recipientId,
        step: name,
        audience,
        track,
        escalation: 0,
        node: step.node,
        nodeDate: date,
        rungs,
        legal,
        zone,
        windowFrom: window.from,
        windowTo: window.to,
        windowDays: rolled === 'legal' ? ('all' as const) : window.days,
        opensAt,
        closesAt,
        repeatAfterMs,
        rolled,
      }));
  });
  const notWanted = unplaced.map(({ name, reason }) => ({ step: name, addresseeId: person.id, reason }));
  return { wanted, notWanted };
}
