import { openTime } from '@perennial/calendar/open-time';
import { termEndInstant } from '@perennial/calendar/term-end';
import { startOfDay } from '@perennial/calendar/zone';
import { instant, type Instant } from '@perennial/kernel/instant';
import { hasSpoken, heardAt, isHeard } from '../evidence/evidence.js';
import type { Escalation, PolicyStep, Rung } from '../policy/policy.js';
import { canReach } from '../reach/reach.js';
import { opening } from '../reminder/reminder-window.js';
import type { Reminder } from '../reminder/reminder.js';
import type { TermFacts } from '../term/term.js';
import { placeOf } from './addressee-place.js';
import { misledBy } from './correction.js';
import { asksAgain } from './next-try.js';
import type { PlanInput } from './plan-input.js';
import { LIVE, sendTime, VOID } from './sent.js';
import { goesAt, silentSteps, type SilentStep } from './silent-step.js';
import { lapseInstant, tooLate, type Place } from './step-placement.js';
import { wantedRow, type Wanted } from './wanted-row.js';

/** What silence makes of a plan. */
export interface Escalated {
  /** The rows given, where a next step takes over a follow-up with its channels and text. */
  readonly rows: readonly Wanted[];
  /** Follow-ups whose time has come. */
  readonly wanted: readonly Wanted[];
  /** When silence may next have lasted long enough; null for never. */
  readonly lookAt: Instant | null;
  /** What becomes known until then may change the plan. */
  readonly listens: boolean;
}

/** What silence makes of one step for one addressee. */
interface Follow {
  readonly wanted?: Wanted;
  /** The follow-up that the next step takes over. */
  readonly over?: FollowUp;
  readonly lookAt?: number;
  readonly listens?: boolean;
}

/** A follow-up that applies: its number, its channels as far as they reach the addressee, and when it would open. */
interface FollowUp {
  readonly escalation: number;
  readonly entry: Escalation;
  readonly rungs: readonly Rung[];
  /** When silence has lasted long enough. */
  readonly due: number;
  readonly opensAt: Instant;
}

/**
 * Pure: the follow-ups on silence (C-08, C-09, R-13, R-18, R-19; ADR 0036). Where nothing was heard from an addressee
 * for the open time that the policy names, he is told again on another channel with another text; what would open with
 * the next step or behind it is not planned: that step takes over its channel and content.
 *
 * @param rows the rows of the policy's steps; `steps` as they lie today.
 */
export function escalations(
  rows: readonly Wanted[],
  steps: readonly PolicyStep[],
  facts: TermFacts,
  input: PlanInput,
): Escalated {
  const followed = silentSteps(rows, steps, input).map((silent) => ({ silent, ...follow(silent, facts, input) }));
  const looks = followed.flatMap(({ lookAt }) => lookAt ?? []).filter((at) => at > input.now && at < Infinity);
  return {
    rows: rows.map((row) => {
      const over = followed.findLast((of) => of.over && takesOver(row, of.silent, of.over));
      return over?.over ? { ...row, rungs: over.over.rungs, takesOver: nameOf(over.silent, over.over) } : row;
    }),
    wanted: followed.flatMap(({ wanted }) => wanted ?? []),
    lookAt: looks.length > 0 ? instant(Math.min(...looks)) : null,
    listens: followed.some(({ listens }) => listens),
  };
}

function follow(silent: SilentStep, facts: TermFacts, input: PlanInput): Follow {
  const { row, series, evidence, last, next } = silent;
  const { now, reminders } = input;
  const place = placeOf({ ...row, kind: row.addresseeKind, id: row.addresseeId }, facts, input);
  if (series.length === 0 || !last) {
    const at = goesAt(silent, now);
    return at === null ? {} : { lookAt: firstDue(silent, at, 0, place, input) };
  }
  if (hasSpoken(evidence)) return {};
  // Who was told another last day is told the right one first; that is his newest word then.
  if (misledBy(facts, reminders, row.addresseeId)) return { lookAt: firstDue(silent, now, 0, place, input) };
  const { up, waits } = nextUp(silent, place, input);
  if (!up) return { listens: waits };
  const opensNext = next[0]?.opensAt ?? Infinity;
  if (up.opensAt >= opensNext) {
    const held = reminders.some((r) => next.some((of) => isRowOf(r, of)) && LIVE.has(r.state) && opensNext <= now);
    return { over: up, lookAt: opensNext, listens: waits || held };
  }
  if (up.due > now) return { lookAt: up.due, listens: waits };
  const wanted = rowOf(silent, up, facts, place);
  if (wanted.closesAt <= Math.max(now, wanted.opensAt)) return { listens: waits };
  return { wanted, lookAt: firstDue(silent, wanted.opensAt, up.escalation, place, input), listens: true };
}

/** The first follow-up that applies and has not gone; `waits` where what becomes known can make one apply sooner. */
function nextUp(silent: SilentStep, place: Place, input: PlanInput): { up?: FollowUp; waits: boolean } {
  const { step, row, series, own, evidence, last } = silent;
  let waits = false;
  for (const [i, entry] of step.escalate.entries()) {
    const escalation = i + 1;
    const ended = own.some(
      (r) => r.escalation === escalation && r.nodeDate === row.nodeDate && !PENDING.has(r.state) && !isAnew(r),
    );
    if (ended || series.some((r) => r.escalation === escalation)) continue;
    if (isHeard(evidence, entry.without, entry.grade)) continue;
    const since = entry.when === null ? -Infinity : heardAt(evidence, entry.when, entry.grade);
    if (since === null) {
      waits = true;
      continue;
    }
    const rungs = rungsFor(entry, silent, input);
    if (rungs.length === 0) continue;
    const silence = dueAfter(entry, last ? sendTime(last) : input.now, silent, place, input);
    const due = Math.max(silence, since);
    return { up: { escalation, entry, rungs, due, opensAt: opening(windowOf(step, due, place), due) }, waits };
  }
  return { waits };
}

const PENDING: ReadonlySet<string> = new Set([...LIVE, 'RELEASED']);

/** Whether a row that ended leaves its follow-up to be planned once more. */
function isAnew(r: Reminder): boolean {
  return VOID.has(r.state) || asksAgain(r);
}

/** The channels of a follow-up on which its addressee can be reached, behind that on which he was told last. */
function rungsFor({ rungs }: Escalation, { person, last }: SilentStep, { reach }: PlanInput): Rung[] {
  const told = channelOf(last);
  const reachable = rungs.filter((rung) => canReach(reach, person, [rung], false));
  const from = reachable.findIndex(({ channel }) => channel !== told);
  return from < 0 ? [] : reachable.slice(from);
}

function channelOf(last: Reminder | null): string | null {
  return last && (last.sentOn ?? last.rungs[0]?.channel ?? null);
}

/** When the open time of the addressee has passed; it stands still while all providers of the channel were down. */
function dueAfter(
  { afterHours }: Escalation,
  from: number,
  { step: { window }, row, last }: SilentStep,
  { zone, weekend, paused }: Place,
  { outages }: PlanInput,
): number {
  const told = channelOf(last) ?? row.rungs[0]?.channel;
  const down = outages.filter(({ channel }) => channel === told);
  return openTime(from, afterHours, { zone, weekend, window, paused: [...paused, ...down] });
}

/**
 * When the first of the follow-ups behind `after` can be due for what goes at an instant that is not known yet;
 * Infinity where none reaches the addressee.
 */
function firstDue(silent: SilentStep, at: number, after: number, place: Place, input: PlanInput): number {
  const from = Math.max(at, input.now);
  const reaching = silent.step.escalate
    .slice(after)
    .filter(({ rungs }) => canReach(input.reach, silent.person, rungs, false));
  if (reaching.length === 0) return Infinity;
  const dues = reaching.map((entry) => dueAfter(entry, from, silent, place, input));
  return Math.min(...dues, silent.next.find(({ opensAt }) => opensAt > input.now)?.opensAt ?? Infinity);
}

/**
 * Whether a row of the next step would begin on the channel that was not answered, and nothing beside it says it
 * on the channel of the follow-up already. A step that begins elsewhere, as a call does, stays as it is.
 */
function takesOver(row: Wanted, { next, last }: SilentStep, { rungs }: FollowUp): boolean {
  const begins = ({ rungs: [first] }: Pick<Wanted, 'rungs'>): string | undefined => first?.channel;
  return next.includes(row) && begins(row) === channelOf(last) && next.every((of) => begins(of) !== rungs[0]?.channel);
}

function nameOf({ row }: SilentStep, { escalation }: FollowUp): string {
  return `${row.step}#${escalation}`;
}

function isRowOf(r: Reminder, row: Wanted): boolean {
  return r.step === row.step && r.audience === row.audience && r.addresseeId === row.addresseeId;
}

function windowOf({ window }: PolicyStep, at: number, { zone, weekend }: Place): Parameters<typeof opening>[0] {
  const { from: windowFrom, to: windowTo, days: windowDays } = window;
  return { zone, weekend, windowFrom, windowTo, windowDays, opensAt: instant(at) };
}

function rowOf(silent: SilentStep, up: FollowUp, facts: TermFacts, place: Place): Wanted {
  const { step, row, next, series, evidence } = silent;
  const { entry, rungs, escalation, opensAt } = up;
  const end = row.node >= 0 ? termEndInstant(facts.lastDay, facts.zone) : lapseInstant(facts);
  const limit = step.everyDays === null ? end : Infinity;
  const closesAt = instant(Math.min(limit, next[0]?.opensAt ?? Infinity, tooLate(step, opensAt, place)));
  const since = series[0] ? sendTime(series[0]) : opensAt;
  const told = silent.last ? sendTime(silent.last) : since;
  return {
    ...wantedRow(
      facts,
      // What was sent of the follow-up since the step itself went satisfies it, and nothing before.
      { ...step, legal: false, repeatAfterMs: startOfDay(row.zone, row.nodeDate) - since },
      { person: { ...row, kind: row.addresseeKind, id: row.addresseeId }, track: row.track, rungs, ...place },
      { name: row.step, node: row.node, date: row.nodeDate, opensAt, closesAt, rolled: 'none' },
    ),
    escalation,
    silence: { since: instant(told), openHours: entry.afterHours, without: entry.without, heard: bestOf(evidence) },
  };
}

/** The strongest that was heard; null for nothing. */
function bestOf(evidence: SilentStep['evidence']): string | null {
  const order = ['CLICKED', 'OPENED', 'DELIVERED', 'ACCEPTED'];
  const best = order.map((kind) => evidence.find((of) => of.kind === kind)).find((of) => of !== undefined);
  return best ? `${best.kind} ${best.grade}` : null;
}
