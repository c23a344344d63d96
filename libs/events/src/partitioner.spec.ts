import { partitionOf } from './partitioner.js';

// Hashes computed with Kafka's own Utils.murmur2 and published in its UtilsTest: 21 -> -973932308, foobar ->
// -790332482, a-little-bit-long-string -> -985981536, a-little-bit-longer-string -> -1486304829,
// lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8 -> -58897971, abc -> 479470107.
const KAFKA_HASHES: readonly [string, number][] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
];

test.each(KAFKA_HASHES)('%s goes where Kafka puts it', (key, hash) => {
  expect(partitionOf(key, 12)).toBe((hash & 0x7fffffff) % 12);
  expect(partitionOf(key, 997)).toBe((hash & 0x7fffffff) % 997);
});
