/** Rows of one read: some thousand at a time, so that an audit's memory does not grow with the system. */
export const PAGE = 5_000;

/**
 * Pages of a query that is asked again behind its last row. `fetch` reads at most PAGE rows, in the order of their key.
 */
export async function* pages<R>(fetch: (after: R | undefined) => Promise<R[]>): AsyncGenerator<R[]> {
  let after: R | undefined;
  do {
    const rows = await fetch(after);
    if (rows.length > 0) yield rows;
    after = rows.length < PAGE ? undefined : rows.at(-1);
  } while (after !== undefined);
}

/** The same row by row. */
export async function* rowsOf<R>(fetch: (after: R | undefined) => Promise<R[]>): AsyncGenerator<R> {
  for await (const page of pages(fetch)) yield* page;
}

/** Where the first page of a table with UUID keys begins: no row of ours has this id. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Rows of both sides by their `id`, each side in ascending order; PostgreSQL and JavaScript order canonical UUIDs
 * alike.
 */
export async function* outerJoin<A extends { id: string }, B extends { id: string }>(
  left: AsyncGenerator<A>,
  right: AsyncGenerator<B>,
): AsyncGenerator<[A | undefined, B | undefined]> {
  let [a, b] = [await left.next(), await right.next()];
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : a.value.id < b.value.id ? -1 : a.value.id > b.value.id ? 1 : 0;
    yield [order <= 0 && !a.done ? a.value : undefined, order >= 0 && !b.done ? b.value : undefined];
    if (order <= 0) a = await left.next();
    if (order >= 0) b = await right.next();
  }
}
