import { daysBetween } from '@perennial/calendar/civil';
import { termEndInstant } from '@perennial/calendar/term-end';
import { toLocal } from '@perennial/calendar/zone';
import { instant, type Instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { Addressee } from '../addressee/addressee.js';
import { AFTER_END, type CompiledPolicy, type PolicyStep, type Rung } from '../policy/policy.js';
import type { RoutedBy } from '../policy/route-rungs.js';
import type { TermFacts } from '../term/term.js';
import { opening } from '../reminder/reminder-window.js';
import type { Reminder } from '../reminder/reminder.js';
import { asksAgain } from './next-try.js';
import { LIVE, toldLastDay, VOID } from './sent.js';
import { lapseInstant, tooLate, type Place } from './step-placement.js';
import { wantedRow, type Wanted } from './wanted-row.js';

/** Something to be told now, for what happened and not for a date. */
export interface Occasion {
  readonly name: string;
  readonly step: PolicyStep;
  readonly person: Addressee;
  readonly track: number;
  readonly rungs: readonly Rung[];
  readonly routedBy?: RoutedBy | null;
  readonly place: Place;
  /** When it came up; rows planned before belong to an earlier one. */
  readonly since: number;
}

/** How an occasion stands: its row, or that nothing of it is left to want. */
export type OccasionRow = { readonly row: Wanted } | { readonly none: 'DONE' | 'NO_WINDOW' };

/**
 * Pure: the row of an occasion. One that is there keeps its place; otherwise it opens at the next opening, and closes
 * where the next step does open.
 *
 * @param nextOpens when the next step ahead opens, ms; Infinity for none.
 */
export function occasionRow(
  { name, step, person, track, rungs, routedBy, place, since }: Occasion,
  facts: TermFacts,
  reminders: readonly Reminder[],
  nextOpens: number,
  now: Instant,
): OccasionRow {
  const to = { person, track, rungs, routedBy: routedBy ?? null, ...place };
  const own = reminders.findLast(
    (r) =>
      r.step === name &&
      r.addresseeId === person.id &&
      r.track === track &&
      r.plannedAt >= since &&
      !VOID.has(r.state) &&
      toldLastDay(r) === facts.lastDay,
  );
  if (own && !LIVE.has(own.state) && own.state !== 'RELEASED' && !asksAgain(own)) return { none: 'DONE' };
  if (own) {
    const { node, nodeDate: date, opensAt, closesAt } = own;
    const row = wantedRow(facts, step, to, { name, node, date, opensAt, closesAt, rolled: 'none' });
    return { row: { ...row, occasion: true } };
  }
  const { window } = step;
  const window1 = { windowFrom: window.from, windowTo: window.to, windowDays: window.days, opensAt: now };
  const opensAt = opening({ ...place, ...window1 }, now);
  const end = termEndInstant(facts.lastDay, facts.zone);
  const limit = now < end ? end : lapseInstant(facts);
  const closesAt = instant(Math.min(limit, nextOpens, tooLate(step, opensAt, place)));
  if (closesAt <= opensAt) return { none: 'NO_WINDOW' };
  const date = localDate(toLocal(place.zone, opensAt).date);
  const node = daysBetween(date, facts.lastDay);
  const row = wantedRow(facts, step, to, { name, node, date, opensAt, closesAt, rolled: 'none' });
  return { row: { ...row, occasion: true } };
}

/**
 * The step by which a policy has somebody told at once: its own `firstContact`, else the text and the people of its
 * first step to the customer; null for a policy that tells the customer nothing.
 *
 * @param ended the term's last day is over: its text must not speak of an end that lies ahead.
 */
export function contactStep({ firstContact, steps }: CompiledPolicy, ended: boolean): PolicyStep | null {
  const first = firstContact ?? steps.find(({ audience, legal }) => audience === 'CUSTOMER' && !legal);
  if (!first) return null;
  const step: PolicyStep = { ...first, legal: false, roll: 'later', everyDays: null };
  if (!ended) return step;
  const template = firstContact ? firstContact.afterEnd : AFTER_END;
  if (template === null) return null;
  return { ...step, tracks: first.tracks.map((rungs) => rungs.map((rung) => ({ ...rung, template }))) };
}
