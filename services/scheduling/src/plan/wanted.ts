import { toLocal } from '@perennial/calendar/zone';
import type { Instant } from '@perennial/kernel/instant';
import type { Addressee } from '../addressee/addressee.js';
import type { PolicyStep } from '../policy/policy.js';
import type { TermFacts } from '../term/term.js';
import { placeOf } from './addressee-place.js';
import { addressedTracks, type AddressedTrack } from './addressed-tracks.js';
import { corrections } from './correction.js';
import { escalations } from './escalation.js';
import { firstContacts } from './first-contact.js';
import { heldNotices } from './held-notice.js';
import { withLastSteps } from './last-step.js';
import { withoutNotRenewing } from './not-renewing.js';
import type { PlanInput } from './plan-input.js';
import { stepsToday } from './repeated-steps.js';
import { placeSteps, type Place } from './step-placement.js';
import { stepName } from './step-name.js';
import { wantedRow, type NotWanted, type Wanted } from './wanted-row.js';

export interface WantedSet {
  readonly wanted: readonly Wanted[];
  readonly notWanted: readonly NotWanted[];
  readonly idle: string | null;
  /** Pending rows end SUPPRESSED, since the term is over; otherwise SUPERSEDED. */
  readonly silenced: boolean;
  /** When silence may have lasted long enough for the next follow-up; null for never. */
  readonly lookAt: Instant | null;
  /** What becomes known behind sends until then may change the plan. */
  readonly listens: boolean;
}

type Rows = Pick<WantedSet, 'wanted' | 'notWanted'>;

/** Pure: every row the term's facts ask for, past ones included; places are in each addressee's zone. */
export function wantedReminders(input: PlanInput): WantedSet {
  const { term, customer, contacts, policy, now } = input;
  const nothing = (idle: string, silenced = false): WantedSet => ({
    wanted: [],
    notWanted: [],
    idle,
    silenced,
    lookAt: null,
    listens: false,
  });
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
  if (!internal && !contacts.some(({ active, recipientId }) => active && recipientId !== null))
    return nothing('NO_CONTACT');

  const steps = stepsToday(policy.steps, facts.lastDay, toLocal(facts.zone, now).date);
  const ofNodes = rowsOfSteps(steps, facts, input);
  const escalated = escalations(withLastSteps(ofNodes.wanted), steps, facts, input);
  const wanted = escalated.rows;
  const first = firstContacts(wanted, policy, facts, input);
  const told = [...wanted, ...first.wanted];
  const anew = corrections(told, policy, facts, input);
  const ofHold = heldNotices(wanted, facts, input);
  const all = {
    wanted: [...told, ...escalated.wanted, ...anew.wanted, ...ofHold.wanted],
    notWanted: [...ofNodes.notWanted, ...first.notWanted, ...anew.notWanted, ...ofHold.notWanted],
  };
  return {
    ...withoutNotRenewing(all, input),
    idle: null,
    silenced: false,
    lookAt: escalated.lookAt,
    listens: escalated.listens,
  };
}

/** The rows of steps at nodes, for everybody whom they address. */
export function rowsOfSteps(steps: readonly PolicyStep[], facts: TermFacts, input: PlanInput): Rows {
  const tracks = steps.flatMap((step) => addressedTracks(step, stepName(step), facts, input));
  const people = new Map(tracks.flatMap(({ to }) => to).map((person) => [person.id, person]));
  const rows = [...people.values()].map((person) => {
    const own = tracks.filter(({ to }) => to.some(({ id }) => id === person.id));
    return rowsFor(person, own, facts, placeOf(person, facts, input));
  });
  const reached = new Set(tracks.filter(({ to }) => to.length > 0).map(({ step }) => step));
  const nobody = tracks
    // A channel on which nobody can be reached is no loss where another track of the step reaches somebody.
    .filter(({ to, step }) => to.length === 0 && step.audience === 'CUSTOMER' && !reached.has(step))
    .map(({ name }) => ({ step: name, addresseeId: null, reason: 'NO_ADDRESS' }));
  return {
    wanted: rows.flatMap(({ wanted }) => wanted),
    notWanted: [...nobody, ...rows.flatMap(({ notWanted }) => notWanted)],
  };
}

/** The rows of one addressee: their steps are placed among each other, in their zone. */
function rowsFor(person: Addressee, own: readonly AddressedTrack[], facts: TermFacts, place: Place): Rows {
  const { placed, unplaced } = placeSteps([...new Set(own.map(({ step }) => step))], facts, place);
  const wanted = placed.flatMap(({ step, ...of }) =>
    own
      .filter((addressed) => addressed.step === step)
      .map(({ track, rungs, routedBy }) =>
        wantedRow(facts, step, { person, track, rungs, routedBy, ...place }, { ...of, node: step.node }),
      ),
  );
  const notWanted = unplaced.map(({ name, reason }) => ({ step: name, addresseeId: person.id, reason }));
  return { wanted, notWanted };
}
