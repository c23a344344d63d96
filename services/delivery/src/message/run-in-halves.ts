import { isDataError, isTransient } from '@perennial/database/errors';

/** One that could not be handled, and why. */
interface Culprit<T> {
  readonly item: T;
  readonly error: unknown;
}

/**
 * Runs a batch so that one bad row harms nobody else: what fails through its data is run again in halves, down to the
 * items that fail alone, and those are set aside. What fails by the database or the way to it is thrown: it says nothing
 * about a row. So is an error of our own code while nothing gets through, since it would set good rows aside one after
 * the other.
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
  const answers: R[] = [];
  const culprits: Culprit<T>[] = [];
  await split(items, run, answers, culprits);
  const [first] = culprits;
  if (first && items.length > 1 && answers.length === 0 && !culprits.some(({ error }) => isDataError(error)))
    throw first.error;
  for (const { item, error } of culprits) await setAside(item, error);
  return answers;
}

async function split<T, R>(
  items: readonly T[],
  run: (some: readonly T[]) => Promise<R>,
  answers: R[],
  culprits: Culprit<T>[],
): Promise<void> {
  const [only] = items;
  if (only === undefined) return;
  try {
    answers.push(await run(items));
  } catch (error) {
    if (isTransient(error)) throw error;
    if (items.length === 1) {
      culprits.push({ item: only, error });
      return;
    }
    const half = Math.ceil(items.length / 2);
    await split(items.slice(0, half), run, answers, culprits);
    await split(items.slice(half), run, answers, culprits);
  }
}
