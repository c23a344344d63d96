import { addDays } from './civil.js';
import { startOfDay } from './zone.js';

/**
 * Instant (epoch ms) at which a term ends, exclusive: the start of the day after its last day in the contract's zone
 * (architecture.md, Time).
 */
export function termEndInstant(lastDay: string, contractZone: string): number {
  return startOfDay(contractZone, addDays(lastDay, 1));
}
