import type { Instant } from '@perennial/kernel/instant';
import type { ReminderId } from '@perennial/kernel/ids';
import { opening } from '../reminder/reminder-window.js';
import {
  keyText,
  reminderId,
  type DuePlacement,
  type Placement,
  type PlannedReminder,
  type Reminder,
  type Retry,
} from '../reminder/reminder.js';
import type { CompiledPolicy } from '../policy/policy.js';
import type { PlanReview } from '../review/plan-review.js';
import { KEPT_BACK, keptBackBy } from './kept-back.js';
import { asksAgain, nextTry } from './next-try.js';
import { isNotRenewing, isStillTold } from './not-renewing.js';
import type { PlanInput } from './plan-input.js';
import { reviewsOf } from './plan-reviews.js';
import { isSent, keptBack, tellingKeys } from './satisfied.js';
import { LIVE, VOID } from './sent.js';
import { wantedReminders } from './wanted.js';
import type { NotWanted, Wanted } from './wanted-row.js';

export interface EndedByPlan {
  readonly reminder: Reminder;
  readonly state: 'SUPERSEDED' | 'SUPPRESSED';
  readonly reason: string;
}

/** Where a live row goes, and whether a hold keeps it there. */
export type LivePlace = DuePlacement & Pick<PlannedReminder, 'state' | 'reason'> & Pick<Wanted, 'takesOver'>;

/** A live reminder with the place that it gets. */
export interface Move {
  readonly reminder: Reminder;
  readonly to: LivePlace;
}

/** A row to be inserted; `after` is the answer of delivery to the try before it. */
export interface Inserted extends PlannedReminder, Pick<Wanted, 'silence' | 'takesOver' | 'routedBy'> {
  readonly rolled: string;
  readonly after: Retry | null;
}

/** What planning changes; nothing in it where everything is as it should be. */
export interface Plan {
  readonly insert: readonly Inserted[];
  /** Live rows whose place changed while key and node date did not. */
  readonly move: readonly Move[];
  readonly end: readonly EndedByPlan[];
  readonly withdraw: readonly { readonly reminder: Reminder; readonly reason: string }[];
  readonly notWanted: readonly NotWanted[];
  /** All that a person must look at as of this planning; what was noted earlier and is not among them is over. */
  readonly review: readonly PlanReview[];
  /** Why nothing is wanted at all: CLOSED, NOT_EXPIRING, NO_CONTACT, NO_POLICY, …; null otherwise. */
  readonly idle: string | null;
  /** When to plan again though nothing happens, and whether what becomes known behind sends may change it sooner. */
  readonly lookAt: Instant | null;
  readonly listens: boolean;
}

/**
 * Pure: what has to change so that a term's reminders are what its facts want (protocol.md, Identity and Who decides
 * what).
 */
export function plan(input: PlanInput): Plan {
  const { wanted, notWanted, idle, silenced, lookAt, listens } = wantedReminders(input);
  const keys = new Set(wanted.map(keyText));
  const telling = tellingKeys(wanted, input);
  const steps = wanted.map((row) => nextStep(row, input, keys, telling.has(keyText(row))));
  const kept = new Map(steps.flatMap(({ keep }) => (keep ? [[keep.reminderId, keep.place] as const] : [])));
  const unwanted = input.reminders.filter((reminder) => !kept.has(reminder.reminderId));
  const notRenewing = isNotRenewing(input);
  const why = (reminder: Reminder): string =>
    idle ?? (notRenewing && !isStillTold(reminder) ? 'NOT_RENEWING' : 'REPLANNED');
  const insert = steps.flatMap(({ insert: row }) => row ?? []);
  const left = [...notWanted, ...steps.flatMap(({ none }) => none ?? [])];
  return {
    insert,
    move: input.reminders.flatMap((reminder) => moved(reminder, kept.get(reminder.reminderId))),
    end: unwanted
      .filter(({ state }) => LIVE.has(state))
      .map((reminder) => ({ reminder, state: silenced ? 'SUPPRESSED' : 'SUPERSEDED', reason: why(reminder) })),
    withdraw: [
      ...unwanted.map((reminder) => ({ reminder, reason: why(reminder) })),
      ...input.reminders
        .map((reminder) => ({ reminder, place: kept.get(reminder.reminderId) }))
        .flatMap(({ reminder, place }) => {
          const why = place ? keptBackFor(place) : null;
          return why === null ? [] : [{ reminder, reason: why }];
        }),
    ].filter(({ reminder: { state, withdrawnAt } }) => state === 'RELEASED' && withdrawnAt === null),
    notWanted: left,
    review: reviewsOf({ wanted, notWanted: left, insert, idle }, input),
    idle,
    lookAt,
    listens,
  };
}

/** Why a plan holds a row; null where it does not. */
function keptBackFor({ reason }: Pick<LivePlace, 'reason'>): string | null {
  return (KEPT_BACK as readonly string[]).includes(reason) ? reason : null;
}

/** What becomes of a wanted row; nothing of it where the step counts as sent. */
interface NextStep {
  /** The row is there: this is its place. */
  readonly keep?: { readonly reminderId: ReminderId; readonly place: LivePlace };
  readonly insert?: Inserted;
  /** It is not tried now, or no more. */
  readonly none?: NotWanted;
}

/** @param telling by this row somebody learns the last day: no earlier send is held against it. */
function nextStep(row: Wanted, input: PlanInput, keys: ReadonlySet<string>, telling: boolean): NextStep {
  const { step, addresseeId } = row;
  const { reminders, term, policy, now } = input;
  const key = keyText(row);
  const same = reminders.filter((reminder) => keyText(reminder) === key);
  const own = same.findLast(
    (r) => r.nodeDate === row.nodeDate && r.node === row.node && !VOID.has(r.state) && !asksAgain(r),
  );
  const next = nextTry(row, same, term.waitingSince !== null, now);
  const place = { ...row, ...livePlace(row, 'dueAt' in next ? next.dueAt : row.opensAt, input) };
  const isLive = own !== undefined && LIVE.has(own.state);
  if (own && !(isLive && !telling && isSent(row, same, keys)) && !(telling && own.state === 'SENT'))
    return { keep: { reminderId: own.reminderId, place } };
  if (!telling && (own || isSent(row, reminders, keys))) return {};
  if ('none' in next) return { none: { step, addresseeId, reason: next.none } };
  if (row.closesAt <= now) return { none: { step, addresseeId, reason: 'PAST' } };
  const back = telling ? null : keptBack(row, input);
  if (back) return { none: { step, addresseeId, reason: back } };
  return policy ? { insert: nextOccurrence({ ...place, after: next.after }, same.length, policy) } : {};
}

/** What keeps a row back has it wait until its next opening behind that. */
function livePlace(
  row: Wanted,
  dueAt: DuePlacement['dueAt'],
  input: PlanInput,
): Pick<LivePlace, 'dueAt' | 'state' | 'reason'> {
  const kept = keptBackBy(row, input);
  if (!kept) return { dueAt, state: 'PLANNED', reason: '' };
  return { dueAt: opening(row, kept.until), state: 'HELD', reason: kept.reason };
}

function nextOccurrence(
  {
    repeatAfterMs: _after,
    repeatGapMs: _gap,
    occasion: _occasion,
    ...row
  }: Wanted & Pick<Inserted, 'dueAt' | 'after' | 'state' | 'reason'>,
  occurrence: number,
  { policy, version }: CompiledPolicy,
): Inserted {
  return { ...row, reminderId: reminderId(row, occurrence), occurrence, policy, policyVersion: version };
}

function moved(reminder: Reminder, to: LivePlace | undefined): Move[] {
  if (!to || !LIVE.has(reminder.state)) return [];
  const [was, is] = [keptBackFor(reminder), keptBackFor(to)];
  const same = placeText(reminder) === placeText(to) && was === is;
  return same && !(was !== null && reminder.dueAt !== to.dueAt) ? [] : [{ reminder, to }];
}

function placeText(p: Placement): string {
  const window = [p.zone, p.windowFrom, p.windowTo, p.windowDays, p.weekend.join()];
  const rungs = p.rungs.map(({ channel, template }) => `${channel}:${template}`);
  return [p.recipientId, rungs, p.legal, p.lastStep, ...window, p.opensAt, p.closesAt].join('|');
}
