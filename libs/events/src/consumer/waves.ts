/**
 * Cuts what was fetched into waves: the n-th event of each key goes into the n-th wave, so that a wave holds a key at
 * most once and keys keep their order; a wave that would write more than `maxRows` is cut again (protocol.md, Inbox and
 * batches).
 * @param rowsOf rows that handling the event writes, its inbox row included.
 */
export function toWaves<E extends { readonly key: string }>(
  events: readonly E[],
  rowsOf: (event: E) => number,
  maxRows: number,
): E[][] {
  const rounds: E[][] = [];
  const seen = new Map<string, number>();
  for (const event of events) {
    const round = seen.get(event.key) ?? 0;
    seen.set(event.key, round + 1);
    (rounds[round] ??= []).push(event);
  }
  return rounds.flatMap((round) => cut(round, rowsOf, maxRows));
}

function cut<E>(events: readonly E[], rowsOf: (event: E) => number, maxRows: number): E[][] {
  const parts: E[][] = [];
  let part: E[] = [];
  let rows = 0;
  for (const event of events) {
    const more = rowsOf(event);
    if (part.length > 0 && rows + more > maxRows) {
      parts.push(part);
      part = [];
      rows = 0;
    }
    part.push(event);
    rows += more;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
