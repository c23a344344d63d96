import type { Wanted } from './wanted-row.js';

/**
 * Pure: marks what the customer is told last before the end, and last of all: above the cap, and a person hears of it
 * where it could not be sent.
 */
export function withLastSteps(wanted: readonly Wanted[]): Wanted[] {
  const nodes = wanted.filter(({ audience }) => audience === 'CUSTOMER').map(({ node }) => node);
  const last = new Set([Math.min(...nodes.filter((node) => node >= 0)), Math.min(...nodes)]);
  return wanted.map((row) => ({ ...row, lastStep: row.audience === 'CUSTOMER' && last.has(row.node) }));
}
