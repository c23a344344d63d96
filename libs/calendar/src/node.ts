import { addDays } from './civil.js';

/**
 * A node is a number of days before the last day of a term: T-30 is 30, the last day itself 0, and a node after expiry
 * is negative (T+3 is -3, the third day after the last day).
 */
export function nodeDate(lastDay: string, node: number): string {
  return addDays(lastDay, -node);
}

/** Reads 'T-30', 'T-0', 'T+3'; null for any other spelling. At most four digits. */
export function parseNode(text: string): number | null {
  const match = /^T([+-])(0|[1-9]\d{0,3})$/.exec(text);
  if (!match) return null;
  const days = Number(match[2]);
  return match[1] === '-' || days === 0 ? days : -days;
}

/** Inverse of parseNode: 30 → 'T-30', 0 → 'T-0', -3 → 'T+3'. */
export function formatNode(node: number): string {
  return node < 0 ? `T+${-node}` : `T-${node}`;
}
