import type { Instant } from '@perennial/kernel/instant';
import type { Told } from './tell-event.js';

/** One thing an event says, with its instant and the place of its type among those of one instant. */
export interface Entry extends Told {
  readonly at: Instant;
  readonly rank: number;
}

/** A line of a journal: all that the events of one instant say of one thing. */
export interface Line {
  readonly at: Instant;
  readonly text: string;
}

interface Fold {
  readonly at: Instant;
  readonly rank: number;
  readonly of: string;
  readonly steps: readonly string[];
  readonly says: string;
}

/**
 * Pure: the lines of a journal in their one order: by instant, cause before consequence, then by text; the order in
 * which entries come, and which of them one event told together, changes nothing. Every entry is in exactly one line,
 * as often as it comes.
 */
export function foldEntries(entries: readonly Entry[]): Line[] {
  const things = groups(entries, ({ at, of, step }) => JSON.stringify([at, of, step]), joinSays);
  const lines = groups(things, ({ at, of, steps, says }) => JSON.stringify([at, of, says, steps.length]), joinSteps);
  return lines
    .map((line) => ({ ...line, text: textOf(line) }))
    .sort((a, b) => a.at - b.at || a.rank - b.rank || byText(a.text, b.text))
    .map(({ at, text }) => ({ at, text }));
}

function textOf({ of, steps, says }: Fold): string {
  return `${steps.length > 0 ? `${steps.join(', ')} of ` : ''}${of}: ${says}`;
}

/** By code units, so that no locale has a say; numbers by their value: term 9 before term 10. */
function byText(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => text.replace(/\d+/g, (digits) => digits.padStart(9, '0'))) as [string, string];
  return x < y ? -1 : Number(x > y);
}

function groups<In, Out>(
  all: readonly In[],
  keyOf: (one: In) => string,
  join: (group: readonly [In, ...In[]]) => Out,
): Out[] {
  const found = new Map<string, [In, ...In[]]>();
  for (const one of all) {
    const group = found.get(keyOf(one));
    if (group) group.push(one);
    else found.set(keyOf(one), [one]);
  }
  return [...found.values()].map(join);
}

/** What is said of one thing at one instant. */
function joinSays(group: readonly [Entry, ...Entry[]]): Fold {
  const sorted = [...group].sort((a, b) => a.rank - b.rank || (a.says < b.says ? -1 : 1));
  const [{ at, of, step }] = group;
  return {
    at,
    of,
    steps: step === undefined ? [] : [step],
    rank: Math.min(...group.map(({ rank }) => rank)),
    says: sorted.map(({ says }) => says).join(', '),
  };
}

/** Steps of one term of which the same is said. */
function joinSteps(group: readonly [Fold, ...Fold[]]): Fold {
  return { ...group[0], steps: group.flatMap(({ steps }) => steps).sort(byNode) };
}

/** T-30 before T-7. */
function byNode(a: string, b: string): number {
  const [x, y] = [a, b].map((step) => Number(/^T([-+]\d+)/.exec(step)?.[1] ?? 0)) as [number, number];
  return x - y || (a < b ? -1 : 1);
}
