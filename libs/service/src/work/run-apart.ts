import { isDataError, isTransient } from '@perennial/database/errors';
import { storableText } from '@perennial/database/storable-text';
import type { Instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import type { DueWork } from './due-work.js';

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
    if (!work.setAside || taken.length === 0 || isTransient(error)) throw error;
    const { handled, setAside } = await inParts(work, now, taken, error);
    if (handled === 0 && taken.length > 1 && !setAside.some((row) => isRowsFault(row.error))) throw error;
    for (const { id, error: cause } of setAside) await work.setAside(id, storableText(reasonOf(cause)));
    return { handled, setAside };
  }
}

async function inParts(work: DueWork, now: Instant, ids: readonly string[], error: unknown): Promise<BatchOutcome> {
  const [only, ...more] = ids;
  if (only === undefined) return { handled: 0, setAside: [] };
  if (more.length === 0) return { handled: 0, setAside: [{ id: only, error }] };
  const half = Math.ceil(ids.length / 2);
  const parts = [ids.slice(0, half), ids.slice(half)];
  let outcome: BatchOutcome = { handled: 0, setAside: [] };
  for (const part of parts) {
    const one = await onePart(work, now, part);
    outcome = { handled: outcome.handled + one.handled, setAside: [...outcome.setAside, ...one.setAside] };
  }
  return outcome;
}

async function onePart(work: DueWork, now: Instant, ids: readonly string[]): Promise<BatchOutcome> {
  try {
    return { handled: await work.run(now, { only: ids, took: () => undefined }), setAside: [] };
  } catch (error) {
    if (isTransient(error)) throw error;
    return await inParts(work, now, ids, error);
  }
}

/** Whether the row is at fault for sure: what it holds breaks a rule of the domain or of the database. */
function isRowsFault(error: unknown): boolean {
  return error instanceof DomainError || isDataError(error);
}

function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
