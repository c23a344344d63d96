import { openLogReader } from '@perennial/events/log-location';
import { DEAD_LETTER_PREFIX, TOPICS, type Topic } from '@perennial/events/topics';
import { poisonFor } from './poison-records.js';
import type { Stage } from './stage.js';

/** An event that a group has set aside, by the place from which it came. */
export interface SetAsideEvent {
  /** Of the letter: one that the relay publishes twice is one letter. */
  readonly id: string;
  readonly group: string;
  readonly topic: string;
  /** partition/offset */
  readonly place: string;
}

/** Everything on the dead-letter topics, in no particular order, each letter once. */
export async function setAsideEvents(stage: Stage): Promise<SetAsideEvent[]> {
  const setAside = new Map<string, SetAsideEvent>();
  const reader = openLogReader(stage.log, 'drill', () => undefined);
  try {
    await reader.read(await reader.topics(DEAD_LETTER_PREFIX), (records) => {
      for (const { headers, value } of records) {
        const { group, topic, partition, offset } = JSON.parse(value.toString('utf8')) as {
          group: string;
          topic: string;
          partition: number;
          offset: string;
        };
        const id = headers['ce_id'] ?? '';
        setAside.set(id, { id, group, topic, place: `${partition}/${offset}` });
      }
    });
  } finally {
    await reader.close();
  }
  return [...setAside.values()];
}

/** How many records of a topic were set aside by at least one group. */
export function countSetAside(setAside: readonly SetAsideEvent[], topic: Topic): number {
  return new Set(setAside.filter((one) => one.topic === topic).map(({ place }) => place)).size;
}

/** Of each topic that is poisoned, how many of its poisoned records were set aside. */
export function poisonSetAside(
  setAside: readonly SetAsideEvent[],
): { readonly topic: Topic; readonly expected: number; readonly count: number }[] {
  return Object.values(TOPICS).map((topic) => ({
    topic,
    expected: poisonFor(topic, Date.now()).length,
    count: countSetAside(setAside, topic),
  }));
}

/** Sentences for letters that came after `before`, although nothing new was poisoned. */
export function setAsideSince(before: readonly SetAsideEvent[], after: readonly SetAsideEvent[]): string[] {
  const ids = new Set(before.map(({ id }) => id));
  const known = new Set(before.map(recordOf));
  return after
    .filter(({ id }) => !ids.has(id))
    .map(
      (letter) =>
        `${recordOf(letter)} was set aside ${known.has(recordOf(letter)) ? 'a second time' : 'in the meantime'}`,
    );
}

function recordOf({ group, topic, place }: SetAsideEvent): string {
  return `${topic}/${place} of ${group}`;
}
