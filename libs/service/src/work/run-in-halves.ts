import { isDataError, isTransient } from '@perennial/database/errors';

/** One that could not be handled, and why. */
export interface Culprit<T> {
  readonly item: T;
  readonly error: unknown;
}

/**
 * Runs a batch so that one bad row harms nobody else: what fails through its data is run again in halves, down to the
 * items that fail alone, and those are set aside. What fails by the database or the way to it is thrown: it says
 * nothing about a row. So is an error of our own code while nothing gets through, since it would set good rows aside
 * one after the other.
 *
 * @param run one transaction over some of the items; it may be called for the same item again.
 * @param setAside told each culprit and its error.
 * @returns the answers of the runs that went well.
 */
export async function runInHalves<T, R>(
  items: readonly T[],
  run: (some: readonly T[]) => Promise<R>,
  setAside: (culprit: T, error: unknown) => Promise<void>,
): Promise<R[]> {
  const { answers, culprits } = await split(items, run);
  const [first] = culprits;
  if (first && items.length > 1 && answers.length === 0 && !culprits.some(({ error }) => isDataError(error)))
    throw first.error;
  for (const { item, error } of culprits) await setAside(item, error);
  return answers;
}

/** What came of the runs that went well, and the items that failed alone. */
export interface Halves<T, R> {
  readonly answers: R[];
  readonly culprits: Culprit<T>[];
}

/** Runs what has failed as a whole, with `error`, in halves. @throws what is transient, at once. */
export async function inHalves<T, R>(
  items: readonly T[],
  error: unknown,
  run: (some: readonly T[]) => Promise<R>,
): Promise<Halves<T, R>> {
  if (isTransient(error)) throw error;
  const [only, ...more] = items;
  if (only !== undefined && more.length === 0) return { answers: [], culprits: [{ item: only, error }] };
  const middle = Math.ceil(items.length / 2);
  const first = await split(items.slice(0, middle), run);
  const second = await split(items.slice(middle), run);
  return {
    answers: [...first.answers, ...second.answers],
    culprits: [...first.culprits, ...second.culprits],
  };
}

async function split<T, R>(items: readonly T[], run: (some: readonly T[]) => Promise<R>): Promise<Halves<T, R>> {
  if (items.length === 0) return { answers: [], culprits: [] };
  try {
    return { answers: [await run(items)], culprits: [] };
  } catch (error) {
    return await inHalves(items, error, run);
  }
}
