import { addDays, daysBetween } from '@perennial/calendar/civil';
import { nodeDate } from '@perennial/calendar/node';
import type { PolicyStep } from '../policy/policy.js';

/**
 * Pure: a policy's steps as they lie today. One that repeats stands in them twice, each time under the node of its own:
 * as it came up last, and as it comes up next (from T+1 every seven days: T+8 and T+15).
 *
 * @param today a date of the contract's zone.
 */
export function stepsToday(steps: readonly PolicyStep[], lastDay: string, today: string): PolicyStep[] {
  const all = steps.flatMap((step) => (step.everyDays === null ? [step] : turns(step, step.everyDays, lastDay, today)));
  return all.sort((a, b) => b.node - a.node);
}

function turns(step: PolicyStep, everyDays: number, lastDay: string, today: string): PolicyStep[] {
  const first = nodeDate(lastDay, step.node);
  // A day is allowed for zones ahead of the contract's.
  const past = Math.floor(daysBetween(first, addDays(today, 1)) / everyDays);
  const turn = Math.max(0, past);
  return [turn, turn + 1].map((n) => ({ ...step, node: step.node - n * everyDays }));
}
