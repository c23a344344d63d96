import type { NewRecord } from '../event-log.js';
import { batchBytesOf, MAX_EVENT_BYTES } from '../limits.js';
import { partitionOf } from '../partitioner.js';
import { deadLetterTopic } from '../topics.js';
import { cutSends } from './cut-sends.js';

const record = (key: string, bytes: number, topic = 'a'): NewRecord => ({
  topic,
  key,
  headers: { ce_id: `${key}-${bytes}` },
  value: Buffer.alloc(bytes),
});

test('what fits goes in one request, each record with the partition of its key', () => {
  const records = Array.from({ length: 1_000 }, (_, i) => record(`k${i}`, 300));
  const [send, ...more] = cutSends(records, 12);
  expect(more).toEqual([]);
  expect(send?.map((placed) => placed.record)).toEqual(records);
  expect(send?.every((placed) => placed.partition === partitionOf(placed.record.key, 12))).toBe(true);
});

test('no partition gets more in a request than its topic takes, and the order stays', () => {
  const records = Array.from({ length: 40 }, (_, i) => record(i % 2 === 0 ? 'one' : `k${i}`, 200_000 + i));
  const sends = cutSends(records, 12);
  expect(sends.length).toBeGreaterThan(3);
  expect(sends.flat().map((placed) => placed.record)).toEqual(records);
  for (const send of sends) {
    for (let partition = 0; partition < 12; partition += 1) {
      const bytes = send
        .filter((placed) => placed.partition === partition)
        .reduce((sum, placed) => sum + placed.record.value.length, 0);
      expect(bytes).toBeLessThan(batchBytesOf('a'));
    }
  }
});

test('an event of the largest size goes alone into its partition, a dead letter of it has the room it needs', () => {
  const sends = cutSends(
    [
      record('one', 10),
      record('one', MAX_EVENT_BYTES),
      record('one', 100_000),
      record('one', 1_400_000, deadLetterTopic('g')),
    ],
    12,
  );
  expect(sends.map((send) => send.map((placed) => placed.record.value.length))).toEqual([
    [10, MAX_EVENT_BYTES],
    [100_000, 1_400_000],
  ]);
});
