import { addDays } from '@perennial/calendar/civil';
import { formatNode, nodeDate } from '@perennial/calendar/node';
import { rollNode } from '@perennial/calendar/roll';
import { termEndInstant } from '@perennial/calendar/term-end';
import { startOfDay } from '@perennial/calendar/zone';
import { instant, type Instant } from '@perennial/kernel/instant';
import { localDate, type LocalDate } from '@perennial/kernel/local-date';
import type { PolicyStep } from '../policy/policy.js';
import { GRACE_DAYS } from '../policy/step-order.js';
import type { TermFacts } from '../term/term.js';

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

interface Open {
  readonly step: PolicyStep;
  readonly date: string;
  readonly open: number;
  readonly limit: number;
  readonly rolled: string;
}

/** Step = node and purpose (protocol.md, Identity). */
export function stepName(step: PolicyStep): string {
  return `${formatNode(step.node)}/${step.purpose}`;
}

/** A policy's steps and the term on which they are placed, for one addressee's zone. */
interface Line {
  readonly steps: readonly PolicyStep[];
  readonly term: TermFacts;
  readonly zone: string;
  /** The term's end, and the end of its grace, ms. */
  readonly end: number;
  readonly lapse: number;
}

/**
 * Places a policy's steps (in order of time) on a term for a contact's zone: a node lies before the term's end in the
 * contract's zone, one after expiry between the end and the lapse; none opens before the one before it or closes after
 * the next one opens (requirements.md, decision 2; protocol.md, Time; ).
 */
export function placeSteps(
  steps: readonly PolicyStep[],
  term: TermFacts,
  zone: string,
): { placed: PlacedStep[]; unplaced: UnplacedStep[] } {
  const end = termEndInstant(term.lastDay, term.zone);
  const lapse = termEndInstant(addDays(term.lastDay, GRACE_DAYS), term.zone);
  const open: Open[] = [];
  const unplaced: UnplacedStep[] = [];
  for (const step of steps) {
    const before = open.findLast((other) => other.step.node > step.node)?.open ?? -Infinity;
    const place = placeOne(step, before, { steps, term, zone, end, lapse });
    if ('none' in place) unplaced.push({ name: stepName(step), reason: place.none });
    else open.push({ ...place, step });
  }
  return close(open, unplaced);
}

/** @param before when the step before it opens, ms. */
function placeOne(
  step: PolicyStep,
  before: number,
  line: Line,
): Omit<Open, 'step'> | { none: 'BEFORE_START' | 'NO_WINDOW' } {
  const { term, zone, end, lapse } = line;
  const date = nodeDate(term.lastDay, step.node);
  if (date < term.start) return { none: 'BEFORE_START' };
  const limit = step.node >= 0 ? end : lapse;
  const earliest = Math.max(before, step.node >= 0 ? -Infinity : end);
  const ownDay = step.roll === 'earlier' ? startOfDay(zone, addDays(date, 1)) : Infinity;
  const rolled = rollNode({
    date,
    zone,
    window: step.window,
    limit: Math.min(nextDay(step, line), limit, ownDay),
    legal: step.legal,
    ...(earliest === -Infinity ? {} : { earliest }),
  });
  return 'none' in rolled ? rolled : { date, open: rolled.open, limit, rolled: rolled.rolled };
}

/** Start of the day of the next node, which a step must not cross. */
function nextDay(step: PolicyStep, { steps, term, zone }: Line): number {
  const next = steps.find((other) => other.node < step.node);
  return next ? startOfDay(zone, nodeDate(term.lastDay, next.node)) : Infinity;
}

function close(open: readonly Open[], unplaced: UnplacedStep[]): { placed: PlacedStep[]; unplaced: UnplacedStep[] } {
  const placed: PlacedStep[] = [];
  for (const { step, date, open: opens, limit, rolled } of open) {
    const next = open.find((other) => other.step.node < step.node)?.open ?? Infinity;
    const closes = Math.min(limit, next, opens + step.lateMs);
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
