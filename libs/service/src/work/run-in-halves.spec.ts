import { runInHalves } from './run-in-halves.js';

const BAD_ROW = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
const AWAY = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const BUG = new TypeError('x is undefined');

/** Runs items that fail as `faults` says. @returns the answers, what was set aside, and the sizes of the runs. */
async function play(items: readonly string[], faults: Readonly<Record<string, Error>>) {
  const [aside, sizes]: [string[], number[]] = [[], []];
  const answers = await runInHalves(
    items,
    (some) => {
      sizes.push(some.length);
      const bad = some.find((item) => faults[item]);
      return bad === undefined ? Promise.resolve(some.join('')) : Promise.reject(faults[bad] as Error);
    },
    (item) => Promise.resolve(void aside.push(item)),
  );
  return { answers, aside, sizes };
}

test('a batch without a bad item runs once, an empty one never', async () => {
  expect(await play(['a', 'b'], {})).toEqual({ answers: ['ab'], aside: [], sizes: [2] });
  expect(await play([], {})).toEqual({ answers: [], aside: [], sizes: [] });
});

test('a bad item is set aside and all others get through, in order', async () => {
  expect(await play(['a', 'b', 'c', 'd', 'e'], { b: BAD_ROW })).toEqual({
    answers: ['a', 'c', 'de'],
    aside: ['b'],
    sizes: [5, 3, 2, 1, 1, 1, 2],
  });
});

test('one that is alone is set aside whatever its error; a bug that lets nothing through is thrown', async () => {
  expect((await play(['a'], { a: BUG })).aside).toEqual(['a']);
  expect((await play(['a', 'b'], { a: BUG })).aside).toEqual(['a']);
  await expect(play(['a', 'b'], { a: BUG, b: BUG })).rejects.toBe(BUG);
  expect((await play(['a', 'b'], { a: BAD_ROW, b: BUG })).aside).toEqual(['a', 'b']);
});

test('a database that is away sets nothing aside', async () => {
  await expect(play(['a'], { a: AWAY })).rejects.toBe(AWAY);
  await expect(play(['a', 'b'], { a: BAD_ROW, b: AWAY })).rejects.toBe(AWAY);
});
