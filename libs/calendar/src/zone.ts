import { dateFromDays, dayNumber } from './civil.js';
import { ruleNames, zoneRules, ZONE_RULES_VERSION, type ZoneRules } from './zone-rules.js';

export { ZONE_RULES_VERSION };

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The data lists transitions to the end of 2499. Rules are Gregorian and repeat every 400 years (146,097 days). */
const LISTED_UNTIL = Date.UTC(2500, 0, 1);
const CYCLE = 146_097 * DAY;

/** How a wall time that occurs never or twice becomes an instant; the words are Temporal's. */
export type Disambiguation = 'compatible' | 'earlier' | 'later';

/** Wall time in a zone. `minutes` is the minute of the day, 0 to 1439; `time` the same as 'HH:MM'. */
export interface LocalTime {
  readonly date: string;
  readonly minutes: number;
  readonly time: string;
}

/** Whether `name` is a zone or link of the pinned rules. Case-sensitive, as IANA spells it. */
export function isZone(name: string): boolean {
  return zoneRules(name) !== undefined;
}

/** All zone and link names, sorted. */
export function zoneNames(): string[] {
  return ruleNames().sort();
}

function rulesOf(zone: string): ZoneRules {
  const rules = zoneRules(zone);
  if (!rules) throw new RangeError(`${JSON.stringify(zone)} is not a zone of tz ${ZONE_RULES_VERSION}`);
  return rules;
}

function cyclesBeyondList(ms: number): number {
  return ms < LISTED_UNTIL ? 0 : Math.floor((ms - LISTED_UNTIL) / CYCLE) + 1;
}

/** Index of the segment that `ms` lies in; `bound` gives the end of segment i on the scale of `ms`. */
function segmentAt(rules: ZoneRules, ms: number, bound: (index: number) => number): number {
  let [low, high] = [0, rules.until.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ms < bound(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function offsetMs(rules: ZoneRules, at: number): number {
  const listed = at - cyclesBeyondList(at) * CYCLE;
  return rules.offset[segmentAt(rules, listed, (index) => rules.until[index] ?? Infinity)] ?? 0;
}

/**
 * Minutes east of UTC at an instant (epoch ms). Whole from 1972 on; before, local mean times have fractions.
 * Throws RangeError for an unknown zone.
 */
export function offsetAt(zone: string, at: number): number {
  return offsetMs(rulesOf(zone), at) / MINUTE;
}

/** Wall time of an instant (epoch ms), seconds cut off. Throws RangeError for an unknown zone. */
export function toLocal(zone: string, at: number): LocalTime {
  const local = at + offsetMs(rulesOf(zone), at);
  const day = Math.floor(local / DAY);
  const minutes = Math.floor((local - day * DAY) / MINUTE);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return { date: dateFromDays(day), minutes, time };
}

interface Reading {
  readonly earlier: number;
  readonly later: number;
  /** Set in a gap only: the instant at which the clock jumps over the wall time. */
  readonly jump: number | null;
}

function read(zone: string, date: string, minutesOfDay: number): Reading {
  const rules = rulesOf(zone);
  const wall = dayNumber(date) * DAY + minutesOfDay * MINUTE;
  const shift = cyclesBeyondList(wall) * CYCLE;
  const offset = (index: number): number => rules.offset[index] ?? 0;
  const end = (index: number): number => rules.until[index] ?? Infinity;
  const first = segmentAt(rules, wall - shift, (index) => end(index) + offset(index));
  const start = end(first - 1);
  const at = wall - offset(first);
  if (first > 0 && at - shift < start) return { earlier: at, later: wall - offset(first - 1), jump: start + shift };
  const again = wall - offset(first + 1);
  const repeats = first < rules.until.length && again - shift >= end(first);
  return { earlier: at, later: repeats ? again : at, jump: null };
}

/**
 * Instant (epoch ms) of a wall time; `minutesOfDay` may be 1440 (the next midnight). 'compatible' is Temporal's: a wall
 * time in a gap moves forward by the gap, one that occurs twice is the earlier. Throws RangeError for an unknown zone.
 */
export function toInstant(
  zone: string,
  date: string,
  minutesOfDay: number,
  choice: Disambiguation = 'compatible',
): number {
  const { earlier, later, jump } = read(zone, date, minutesOfDay);
  if (choice !== 'compatible') return choice === 'earlier' ? earlier : later;
  return jump === null ? earlier : later;
}

/** First instant (epoch ms) at which the wall clock has reached the given time: in a gap, the jump itself. */
export function reaches(zone: string, date: string, minutesOfDay: number): number {
  const { earlier, jump } = read(zone, date, minutesOfDay);
  return jump ?? earlier;
}

/** First instant (epoch ms) of a date; of a date the zone skipped (Apia 2011-12-30), the first of the next one. */
export function startOfDay(zone: string, date: string): number {
  return reaches(zone, date, 0);
}
