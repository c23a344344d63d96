import { termEndInstant } from '@perennial/calendar/term-end';
import type { CompiledPolicy } from '../policy/policy.js';
import type { TermFacts } from '../term/term.js';
import type { Reminder } from '../reminder/reminder.js';
import { placeOf } from './addressee-place.js';
import { addressedTracks } from './addressed-tracks.js';
import { contactStep, occasionRow } from './occasion.js';
import type { PlanInput } from './plan-input.js';
import { LIVE, sendsOf, sendTime, VOID } from './sent.js';
import { FIRST_CONTACT_NOW } from './step-name.js';
import type { NotWanted, Wanted } from './wanted-row.js';

/** Since when somebody is to be told at once: what was sent or planned earlier does not count. */
interface Cause {
  readonly since: number;
}

/**
 * Pure: a "first contact now" (protocol.md, Closing and re-opening a term): behind a hold where no step is open or lies
 * ahead, after a re-opening behind the term's end where none is open, and for a term that came too late for its steps.
 *
 * @param steps the rows of the policy's steps.
 */
export function firstContacts(
  steps: readonly Wanted[],
  policy: CompiledPolicy,
  facts: TermFacts,
  input: PlanInput,
): { wanted: Wanted[]; notWanted: NotWanted[] } {
  const step = contactStep(policy, input.now >= termEndInstant(facts.lastDay, facts.zone));
  const toCustomer = steps.filter(({ audience }) => audience === 'CUSTOMER');
  const cause = step && !input.hold ? causeOf(toCustomer, policy, facts, input) : null;
  if (!step || !cause) return { wanted: [], notWanted: [] };
  const { reminders, now } = input;
  const next = Math.min(...toCustomer.filter(({ opensAt }) => opensAt > now).map(({ opensAt }) => opensAt), Infinity);
  const rows = addressedTracks(step, FIRST_CONTACT_NOW, facts, input).flatMap(({ track, rungs, routedBy, to }) =>
    to.map((person) => {
      const place = placeOf(person, facts, input);
      const occasion = { name: FIRST_CONTACT_NOW, step, person, track, rungs, routedBy, place, since: cause.since };
      return { person, ...occasionRow(occasion, facts, reminders, next, now) };
    }),
  );
  const notWanted = rows.flatMap((of) =>
    'none' in of && of.none === 'NO_WINDOW'
      ? [{ step: FIRST_CONTACT_NOW, addresseeId: of.person.id, reason: of.none }]
      : [],
  );
  // It is the last word before the end where no step lies ahead of it.
  const wanted = rows.flatMap((of) => ('row' in of ? [{ ...of.row, lastStep: next === Infinity }] : []));
  return { wanted, notWanted };
}

function causeOf(
  steps: readonly Wanted[],
  { firstContact }: CompiledPolicy,
  facts: TermFacts,
  { term: { heldTo, reopenedAt }, reminders, now }: PlanInput,
): Cause | null {
  const of = reminders.filter(({ audience, state }) => audience === 'CUSTOMER' && !VOID.has(state));
  const open = steps.some(({ opensAt, closesAt }) => opensAt <= now && now < closesAt);
  const ahead = steps.filter(({ opensAt }) => opensAt > now).map(({ opensAt }) => opensAt);
  // A row that waits is looked at as a step: whether it stays is decided here.
  const silentSince = (since: number): boolean =>
    !of.some((r) => !isOwn(r) && !LIVE.has(r.state) && r.opensAt >= since && r.opensAt <= now);
  const unsentSince = (since: number): boolean =>
    sendsOf(of, 'CUSTOMER').every((send) => isOwn(send) || sendTime(send) < since);
  if (open) return null;
  if (heldTo !== null && ahead.length === 0 && silentSince(heldTo) && unsentSince(heldTo)) return { since: heldTo };
  const end = termEndInstant(facts.lastDay, facts.zone);
  if (reopenedAt !== null && reopenedAt >= end && facts.state === 'EXPIRED' && unsentSince(reopenedAt))
    return { since: reopenedAt };
  if (!firstContact) return null;
  // One that was planned already stays, however near the next step comes meanwhile.
  const near = !of.some(isOwn) && ahead.some((opensAt) => opensAt - now <= firstContact.repeatGapMs);
  const missed = steps.some(({ opensAt }) => opensAt <= now);
  return missed && !near && silentSince(-Infinity) && unsentSince(-Infinity) ? { since: -Infinity } : null;
}

/** Its own rows are looked at one by one: a row that is under way keeps its place. */
function isOwn({ step }: Reminder): boolean {
  return step === FIRST_CONTACT_NOW;
}
