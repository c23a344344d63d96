import { addDays } from '@perennial/calendar/civil';
import { nodeDate } from '@perennial/calendar/node';
import { hoursOfDay, openTime, type Pause } from '@perennial/calendar/open-time';
import { rollNode } from '@perennial/calendar/roll';
import { termEndInstant } from '@perennial/calendar/term-end';
import { startOfDay } from '@perennial/calendar/zone';
import { DAY, HOUR, instant, type Instant } from '@perennial/kernel/instant';
import { localDate, type LocalDate } from '@perennial/kernel/local-date';
import type { PolicyStep } from '../policy/policy.js';
import { GRACE_DAYS } from '../policy/step-order.js';
import type { TermFacts } from '../term/term.js';
import { stepName } from './step-name.js';

/** A step with its place in one contact's zone. */
export interface PlacedStep {
  readonly step: PolicyStep;
  readonly name: string;
  readonly date: LocalDate;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  readonly rolled: string;
}

export interface UnplacedStep {
  readonly name: string;
  readonly reason: 'BEFORE_START' | 'NO_WINDOW' | 'OVERTAKEN';
}

/** Where somebody is: their zone, the days of the week on which they do not work, and spans in which no time counts. */
export interface Place {
  readonly zone: string;
  readonly weekend: readonly number[];
  readonly paused: readonly Pause[];
}

interface Open {
  readonly step: PolicyStep;
  readonly date: string;
  readonly open: number;
  readonly limit: number;
  readonly rolled: string;
}

/** A policy's steps and the term on which they are placed, for one addressee. */
interface Line extends Place {
  readonly steps: readonly PolicyStep[];
  readonly term: TermFacts;
  /** The term's end, and the end of its grace, ms. */
  readonly end: number;
  readonly lapse: number;
}

/** The instant at which a term's grace ends: counted from its first day, which moves with a re-opening and a hold. */
export function lapseInstant({ lastDay, graceFrom, zone }: TermFacts): number {
  return termEndInstant(addDays(graceFrom ?? addDays(lastDay, 1), GRACE_DAYS - 1), zone);
}

/**
 * Places a policy's steps (in order of time) on a term for an addressee: a node lies before the term's end in the
 * contract's zone, one after expiry between the end and the lapse; none opens before the one before it or closes after
 * the next one opens (requirements.md, decision 2; protocol.md, Time; ).
 */
export function placeSteps(
  steps: readonly PolicyStep[],
  term: TermFacts,
  place: Place,
): { placed: PlacedStep[]; unplaced: UnplacedStep[] } {
  const line = { ...place, steps, term, end: termEndInstant(term.lastDay, term.zone), lapse: lapseInstant(term) };
  const open: Open[] = [];
  const unplaced: UnplacedStep[] = [];
  for (const step of steps) {
    const before = open.findLast((other) => other.step.node > step.node)?.open ?? -Infinity;
    const placed = placeOne(step, before, line);
    if ('none' in placed) unplaced.push({ name: stepName(step), reason: placed.none });
    else open.push({ ...placed, step });
  }
  return close(open, unplaced, place);
}

/** @param before when the step before it opens, ms. */
function placeOne(
  step: PolicyStep,
  before: number,
  line: Line,
): Omit<Open, 'step'> | { none: 'BEFORE_START' | 'NO_WINDOW' } {
  const { term, zone, weekend, end, lapse } = line;
  const date = nodeDate(term.lastDay, step.node);
  if (date < term.start) return { none: 'BEFORE_START' };
  const limit = limitOf(step, date, { zone, end, lapse });
  const earliest = Math.max(before, step.node >= 0 ? -Infinity : end);
  const ownDay = step.roll === 'earlier' ? startOfDay(zone, addDays(date, 1)) : Infinity;
  const rolled = rollNode({
    date,
    zone,
    weekend,
    window: step.window,
    limit: Math.min(nextDay(step, line), limit, ownDay),
    legal: step.legal,
    ...(earliest === -Infinity ? {} : { earliest }),
  });
  return 'none' in rolled ? rolled : { date, open: rolled.open, limit, rolled: rolled.rolled };
}

/** A repeated step after the end goes on as long as the term is not closed: each closes where its next one comes. */
function limitOf(
  { node, everyDays }: PolicyStep,
  date: string,
  { zone, end, lapse }: Pick<Line, 'zone' | 'end' | 'lapse'>,
): number {
  if (everyDays !== null) return startOfDay(zone, addDays(date, everyDays));
  return node >= 0 ? end : lapse;
}

/** Start of the day of the next node, which a step must not cross. */
function nextDay(step: PolicyStep, { steps, term, zone }: Line): number {
  const next = steps.find((other) => other.node < step.node);
  return next ? startOfDay(zone, nodeDate(term.lastDay, next.node)) : Infinity;
}

/** The instant by which a step that opens at `open` is too late: its lateness is counted in open time. */
export function tooLate({ lateMs, window }: PolicyStep, open: number, { zone, weekend, paused }: Place): number {
  const days = Math.floor(lateMs / DAY);
  const hours = days * hoursOfDay(window) + (lateMs - days * DAY) / HOUR;
  return openTime(open, hours, { zone, weekend, paused, window });
}

function close(
  open: readonly Open[],
  unplaced: UnplacedStep[],
  place: Place,
): { placed: PlacedStep[]; unplaced: UnplacedStep[] } {
  const placed: PlacedStep[] = [];
  for (const { step, date, open: opens, limit, rolled } of open) {
    const next = open.find((other) => other.step.node < step.node)?.open ?? Infinity;
    const window = rolled === 'legal' ? { ...step.window, days: 'all' as const } : step.window;
    const closes = Math.min(limit, next, tooLate({ ...step, window }, opens, place));
    if (closes <= opens) unplaced.push({ name: stepName(step), reason: 'OVERTAKEN' });
    else
      placed.push({
        step,
        name: stepName(step),
        date: localDate(date),
        opensAt: instant(opens),
        closesAt: instant(closes),
        rolled,
      });
  }
  return { placed, unplaced };
}
