import type { LogRecord } from '../event-log.js';
import { ToldRecords } from './told-records.js';

const at = (offset: number, partition = 0): LogRecord => ({
  topic: 't',
  partition,
  offset: BigInt(offset),
  key: 'k',
  headers: {},
  value: Buffer.alloc(0),
});
const place = (position: number, partition = 0) => ({ topic: 't', partition, position: BigInt(position) });
const offsets = (records: readonly LogRecord[]): number[] => records.map((record) => Number(record.offset));

test('what continues a position is taken in the order of offsets, also where it was told in another', () => {
  const told = new ToldRecords(10);
  told.add([at(7), at(8)]);
  told.add([at(5), at(6)]);
  expect(offsets(told.take([place(5)], 10))).toEqual([5, 6, 7, 8]);
  expect(told.leavesOut([place(9)])).toBe(false);
});

test('behind a gap nothing is taken, and the gap has to be fetched', () => {
  const told = new ToldRecords(10);
  told.add([at(5), at(8)]);
  expect(offsets(told.take([place(5)], 10))).toEqual([5]);
  expect(told.leavesOut([place(6)])).toBe(true);
  expect(offsets(told.take([place(6)], 10))).toEqual([]);
  // 6 and 7 were fetched.
  expect(told.leavesOut([place(8)])).toBe(false);
  expect(offsets(told.take([place(8)], 10))).toEqual([8]);
});

test('what was fetched already is dropped, partition by partition', () => {
  const told = new ToldRecords(10);
  told.add([at(1), at(2), at(1, 1), at(2, 1)]);
  expect(offsets(told.take([place(3), place(2, 1)], 10))).toEqual([2]);
  expect(told.take([place(3), place(3, 1)], 10)).toEqual([]);
  expect(told.leavesOut([place(3), place(3, 1)])).toBe(false);
});

test('no more than asked for is taken, and the rest waits', () => {
  const told = new ToldRecords(10);
  told.add([at(1), at(2), at(3), at(1, 1)]);
  expect(offsets(told.take([place(1), place(1, 1)], 2))).toEqual([1, 2]);
  expect(offsets(told.take([place(3), place(1, 1)], 2))).toEqual([3, 1]);
});

test('too many are forgotten, and all has to be fetched', () => {
  const told = new ToldRecords(3);
  told.add([at(1), at(2)]);
  told.add([at(3), at(4)]);
  expect(told.leavesOut([place(1)])).toBe(true);
  expect(told.take([place(1)], 9)).toEqual([]);
  told.forget();
  expect(told.leavesOut([place(5)])).toBe(false);
  told.add([at(5)]);
  expect(offsets(told.take([place(5)], 9))).toEqual([5]);
});
