import { createHash } from 'node:crypto';
import type { Transaction } from '@perennial/database/database';
import type { DeadLetter } from './dead-letter.js';
import type { LogRecord } from '../event-log.js';

/**
 * Marks records as set aside by a group, in the transaction that keeps their letters. A record is known by its place
 * and its bytes: a topic that was made anew counts its offsets from zero again. @returns the letters that the group
 * sees for the first time.
 */
export async function claimLetters(
  tx: Transaction,
  group: string,
  letters: readonly DeadLetter[],
): Promise<DeadLetter[]> {
  const byPlace = new Map(letters.map((letter) => [placeOf(letter.record), letter]));
  const records = [...byPlace.values()].map(({ record }) => record);
  const rows = await tx.query<{ topic: string; partition: number; offset: bigint }>(
    `insert into dead_letter (grp, topic, partition, "offset", digest)
     select $1, l.* from unnest($2::text[], $3::int[], $4::bigint[], $5::text[]) as l(topic, partition, at, digest)
     order by 2, 3, 4
     on conflict do nothing returning topic, partition, "offset"`,
    [
      group,
      records.map((r) => r.topic),
      records.map((r) => r.partition),
      records.map((r) => r.offset),
      records.map(digestOf),
    ],
  );
  return rows.flatMap((row) => byPlace.get(placeOf(row)) ?? []);
}

function placeOf({
  topic,
  partition,
  offset,
}: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}): string {
  return `${topic} ${partition} ${offset}`;
}

function digestOf({ key, value }: LogRecord): string {
  return createHash('sha256').update(key).update('\0').update(value).digest('hex');
}
