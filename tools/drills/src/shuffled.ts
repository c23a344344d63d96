import { randomInt } from 'node:crypto';

/** The items in random order, those of one key in theirs. */
export function shuffledAcross<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const byKey = new Map<string, T[]>();
  for (const item of items) {
    const list = byKey.get(keyOf(item));
    if (list) list.push(item);
    else byKey.set(keyOf(item), [item]);
  }
  const next = new Map([...byKey.keys()].map((key) => [key, 0]));
  const places = items.map(keyOf);
  for (let i = places.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [places[i], places[j]] = [places[j] as string, places[i] as string];
  }
  // A random order of the places, each filled with the next item of its key.
  return places.map((key) => {
    const at = next.get(key) as number;
    next.set(key, at + 1);
    return (byKey.get(key) as T[])[at] as T;
  });
}
