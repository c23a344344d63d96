import type { Sql } from '@perennial/database/sql';
import { Remembered } from './remembered.js';

/** The questions of these tests ask nobody. */
const NOWHERE = {} as Sql;

function question(writes: (() => number) | undefined, holds?: (answer: number) => boolean) {
  const state = { asked: 0, now: 0 };
  const remembered = new Remembered(
    async () => (state.asked += 1),
    writes,
    () => state.now,
    holds,
  );
  return { state, get: () => remembered.get(NOWHERE) };
}

test('an answer is kept while nothing is written, for half a second', async () => {
  let written = 0;
  const { state, get } = question(() => written);
  expect([await get(), await get()]).toEqual([1, 1]);
  written += 1;
  expect([await get(), await get()]).toEqual([2, 2]);
  state.now = 500;
  expect(await get()).toBe(3);
});

test('what is written during the question makes its answer old', async () => {
  let written = 0;
  let answer: (value: number) => void = () => undefined;
  const remembered = new Remembered(
    () => new Promise<number>((resolve) => (answer = resolve)),
    () => written,
    () => 0,
  );
  const first = remembered.get(NOWHERE);
  written += 1;
  answer(1);
  expect(await first).toBe(1);
  const second = remembered.get(NOWHERE);
  answer(2);
  expect(await second).toBe(2);
});

test('where others write too, and for answers that change without a write, each question is asked', async () => {
  const shared = question(undefined);
  expect([await shared.get(), await shared.get()]).toEqual([1, 2]);
  const odd = question(
    () => 0,
    (answer) => answer > 2,
  );
  expect([await odd.get(), await odd.get(), await odd.get(), await odd.get()]).toEqual([1, 2, 3, 3]);
});
