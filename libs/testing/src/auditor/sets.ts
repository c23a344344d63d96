/** Values of `a` that are not in `b`. */
export function missingIn<T>(a: Iterable<T>, b: ReadonlySet<T>): T[] {
  return [...a].filter((value) => !b.has(value));
}

/** Rows by a key; the last row of a key wins. */
export function byKey<R, K>(rows: readonly R[], key: (row: R) => K): Map<K, R> {
  return new Map(rows.map((row) => [key(row), row]));
}
