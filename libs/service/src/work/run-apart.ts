import { isDataError } from '@perennial/database/errors';
import { storableText } from '@perennial/database/storable-text';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import type { DueWork } from './due-work.js';
import { inHalves } from './run-in-halves.js';

/** A row that was set aside, and why. */
export interface SetAside {
  readonly id: string;
  readonly error: unknown;
}

/** What a batch came to: rows handled, and rows set aside. */
export interface BatchOutcome {
  readonly handled: number;
  readonly setAside: readonly SetAside[];
}

/**
 * Runs a batch of due work so that one bad row harms no other: a batch that fails through its data is run again in
 * halves, down to the rows that fail alone, and those are set aside with their reason (protocol.md, Retention).
 *
 * What is nobody's data's fault (the database away or busy) is thrown: the worker tries again. So is an error of our
 * own code while no row of the batch gets through, since it would set good rows aside one after the other; a row that
 * fails in that way while others pass is set aside like any other.
 */
export async function runApart(work: DueWork, now: Instant): Promise<BatchOutcome> {
  let taken: readonly string[] = [];
  try {
    const handled = await work.run(now, { only: null, took: (ids) => (taken = ids) });
    return { handled, setAside: [] };
  } catch (error) {
    if (!work.setAside || taken.length === 0) throw error;
    const { answers, culprits } = await inHalves(taken, error, (only) =>
      work.run(now, { only, took: () => undefined }),
    );
    const handled = answers.reduce((sum, count) => sum + count, 0);
    if (handled === 0 && taken.length > 1 && !culprits.some((row) => isRowsFault(row.error))) throw error;
    for (const { item, error: cause } of culprits) await work.setAside(item, storableText(reasonOf(cause)));
    return { handled, setAside: culprits.map(({ item, error: cause }) => ({ id: item, error: cause })) };
  }
}

/** Whether the row is at fault for sure: what it holds breaks a rule of the domain or of the database. */
function isRowsFault(error: unknown): boolean {
  return error instanceof DomainError || isDataError(error);
}

/** Why a row cannot be handled, for people. */
export function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
