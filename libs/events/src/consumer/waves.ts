/**
 * Cuts what was fetched into waves, each a transaction (protocol.md, Inbox and batches; docs/decisions/0021). A handler
 * gets the events of one type at once, so a wave holds a key at most once a type, and of a key only types that stand
 * behind each other in the wave's order of types: the wave handled type by type keeps the order of every key. A wave
 * that would write more than `maxRows` is cut again.
 * @param groupOf the type under which the event is handled; null for one that ends the wave for its key.
 * @param rowsOf rows that handling the event writes, its inbox row included.
 * @returns waves with their events in the order of their types.
 */
export function toWaves<E extends { readonly key: string }>(
  events: readonly E[],
  groupOf: (event: E) => string | null,
  rowsOf: (event: E) => number,
  maxRows: number,
): E[][] {
  const waves: Wave<E>[] = [];
  /** Where the last event of each key stands. */
  const last = new Map<string, Place>();
  for (const event of events) {
    const place = placeOf(waves, last.get(event.key) ?? { wave: 0, group: -1 }, groupOf(event));
    last.set(event.key, place.next);
    place.into.push(event);
  }
  return waves.flatMap((wave) => cut([...wave.values()].flat(), rowsOf, maxRows));
}

/** Events by type, in the order in which the wave handles the types. */
type Wave<E> = Map<string | null, E[]>;

interface Place {
  readonly wave: number;
  /** Number of the type within the wave; -1 before the first. */
  readonly group: number;
}

function placeOf<E>(waves: Wave<E>[], last: Place, group: string | null): { into: E[]; next: Place } {
  const wave = (waves[last.wave] ??= new Map());
  const known = [...wave.keys()].indexOf(group);
  const number = known === -1 ? wave.size : known;
  if (number <= last.group) return placeOf(waves, { wave: last.wave + 1, group: -1 }, group);
  const into = wave.get(group) ?? [];
  wave.set(group, into);
  return { into, next: { wave: last.wave, group: group === null ? Infinity : number } };
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
