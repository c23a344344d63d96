import { instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import fc from 'fast-check';
import type { DueWork } from './due-work.js';
import { runApart } from './run-apart.js';

const NOW = instant(0);
const BAD = new DomainError('UNKNOWN_FIELD_KEY', 'the key is gone');
const BUG = new TypeError('x is undefined');
const AWAY = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** Work over rows of a number each, all or none of a batch; a row fails as `faults` says. */
function workOf(rows: readonly string[], faults: Readonly<Record<string, Error>>) {
  const done = new Set<string>();
  const aside = new Map<string, string>();
  const work: DueWork = {
    name: 'numbers',
    nextDue: () => Promise.resolve(null),
    run: (_now, batch) => {
      const taken = (batch?.only ?? rows).filter((row) => !done.has(row) && !aside.has(row));
      batch?.took(taken);
      for (const row of taken) if (faults[row]) return Promise.reject(faults[row]);
      for (const row of taken) done.add(row);
      return Promise.resolve(taken.length);
    },
    setAside: (id, reason) => Promise.resolve(void aside.set(id, reason)),
  };
  return { work, done, aside };
}

test('without a bad row a batch runs once', async () => {
  const { work, done } = workOf(['1', '2'], {});
  expect(await runApart(work, NOW)).toEqual({ handled: 2, setAside: [] });
  expect([...done]).toEqual(['1', '2']);
});

test('whichever rows are bad, all others are handled and each bad one is set aside with its reason', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => String(i));
  await fc.assert(
    fc.asyncProperty(fc.subarray(rows, { minLength: 1 }), async (bad) => {
      const { work, done, aside } = workOf(rows, Object.fromEntries(bad.map((row) => [row, BAD])));
      const outcome = await runApart(work, NOW);
      expect(outcome.handled).toBe(rows.length - bad.length);
      expect([...done].sort()).toEqual(rows.filter((row) => !bad.includes(row)).sort());
      expect([...aside.keys()].sort()).toEqual([...bad].sort());
      expect(new Set(aside.values())).toEqual(new Set(['UNKNOWN_FIELD_KEY: the key is gone']));
    }),
  );
});

test('a row on which our code fails is set aside while others pass; where none passes it is our fault, and thrown', async () => {
  const one = workOf(['1', '2', '3'], { 2: BUG });
  expect((await runApart(one.work, NOW)).handled).toBe(2);
  expect([...one.aside]).toEqual([['2', 'TypeError: x is undefined']]);
  const all = workOf(['1', '2', '3'], { 1: BUG, 2: BUG, 3: BUG });
  await expect(runApart(all.work, NOW)).rejects.toBe(BUG);
  expect(all.aside.size).toBe(0);
});

test('a database that is away sets nothing aside, also when it goes in the middle', async () => {
  const away = workOf(['1', '2'], { 1: AWAY });
  await expect(runApart(away.work, NOW)).rejects.toBe(AWAY);
  const later = workOf(['1', '2'], { 1: BAD, 2: AWAY });
  await expect(runApart(later.work, NOW)).rejects.toBe(AWAY);
  expect([away.aside.size, later.aside.size]).toEqual([0, 0]);
});

test('work that cannot set rows aside, or had taken none, fails as a whole', async () => {
  const { setAside, ...work } = workOf(['1'], { 1: BAD }).work;
  expect(setAside).toBeDefined();
  await expect(runApart(work, NOW)).rejects.toBe(BAD);
});

test('a reason holds nothing that the database would refuse', async () => {
  const { work, aside } = workOf(['1', '2'], { 1: new DomainError('BAD_ID', `nul\0${'x'.repeat(2_000)}`) });
  await runApart(work, NOW);
  expect(aside.get('1')).not.toContain('\0');
  expect(aside.get('1')?.length).toBeLessThan(1_100);
});
