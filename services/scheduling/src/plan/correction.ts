import { DAY } from '@perennial/kernel/instant';
import type { Addressee } from '../addressee/addressee.js';
import type { CompiledPolicy, PolicyStep } from '../policy/policy.js';
import type { TermFacts } from '../term/term.js';
import type { Reminder } from '../reminder/reminder.js';
import { placeOf } from './addressee-place.js';
import { addressedTracks } from './addressed-tracks.js';
import { contactStep, occasionRow } from './occasion.js';
import type { PlanInput } from './plan-input.js';
import { LIVE, newestTell, sendsOf, sendTime, toldLastDay, VOID } from './sent.js';
import { CORRECTION_NOW } from './step-name.js';
import type { NotWanted, Wanted } from './wanted-row.js';
import { asksAgain } from './next-try.js';

/** Corrections of one term within the span; before the next one a person decides. */
const MOST = 3;
const SPAN = 30 * DAY;
const TEMPLATE = 'correction';

/** The newest send that told somebody another last day than the term has now; null where he knows the right one. */
export function misledBy(
  { lastDay }: TermFacts,
  reminders: readonly Reminder[],
  addresseeId: Addressee['id'],
): Reminder | null {
  const tell = newestTell(reminders, addresseeId, lastDay);
  return tell && toldLastDay(tell) !== lastDay ? tell : null;
}

/** Whether a row can still tell somebody: it is open or ahead, and no try of it ended unsent. */
export function tellsYet(row: Wanted, { reminders, now }: Pick<PlanInput, 'reminders' | 'now'>): boolean {
  const own = reminders.findLast(
    (r) =>
      r.step === row.step &&
      r.addresseeId === row.addresseeId &&
      r.track === row.track &&
      r.escalation === row.escalation &&
      r.nodeDate === row.nodeDate &&
      !VOID.has(r.state),
  );
  const ended = own && !LIVE.has(own.state) && own.state !== 'RELEASED' && own.state !== 'SENT' && !asksAgain(own);
  return row.closesAt > now && !ended;
}

/**
 * Pure: corrections of a last day that was told and is not true any more, for whom no step lies open or ahead (K28,
 * M-13; protocol.md, A send tells a last day).
 *
 * @param rows what is wanted besides.
 */
export function corrections(
  rows: readonly Wanted[],
  policy: CompiledPolicy,
  facts: TermFacts,
  input: PlanInput,
): { wanted: Wanted[]; notWanted: NotWanted[] } {
  const contact = contactStep(policy, false);
  if (!contact || sendsOf(input.reminders, 'CUSTOMER').length === 0) return { wanted: [], notWanted: [] };
  const step: PolicyStep = { ...contact, tracks: [[{ channel: 'email', template: TEMPLATE }]] };
  const misled = addressedTracks(step, CORRECTION_NOW, facts, input).flatMap(({ track, rungs, to }) =>
    to.flatMap((person) => {
      const tell = misledBy(facts, input.reminders, person.id);
      const told = rows.some(
        (row) => row.audience === 'CUSTOMER' && row.addresseeId === person.id && tellsYet(row, input),
      );
      return tell && !told ? [{ person, track, rungs, tell }] : [];
    }),
  );
  if (misled.length === 0) return { wanted: [], notWanted: [] };
  if (usedUp(facts, input))
    return { wanted: [], notWanted: [{ step: CORRECTION_NOW, addresseeId: null, reason: 'CORRECTIONS_USED' }] };
  const wanted = misled.flatMap(({ person, track, rungs, tell }) => {
    const place = placeOf(person, facts, input);
    const occasion = { name: CORRECTION_NOW, step, person, track, rungs, place, since: sendTime(tell) };
    const of = occasionRow(occasion, facts, input.reminders, Infinity, input.now);
    return 'row' in of ? [{ ...of.row, lastStep: true, correctsLastDay: toldLastDay(tell) }] : [];
  });
  return { wanted, notWanted: [] };
}

/** Three other last days were told so within the span. The one that was told already may be told to others. */
function usedUp({ lastDay }: TermFacts, { reminders, now }: PlanInput): boolean {
  const days = reminders
    .filter(
      (r) => r.step === CORRECTION_NOW && (r.state === 'SENT' || r.state === 'RELEASED') && sendTime(r) > now - SPAN,
    )
    .map(toldLastDay);
  return !days.includes(lastDay) && new Set(days).size >= MOST;
}
