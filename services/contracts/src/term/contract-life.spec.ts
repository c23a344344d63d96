import { addDays } from '@perennial/calendar/civil';
import fc from 'fast-check';
import { ContractLife, type Said } from '../../test/contract-life.js';
import { fits } from './term-dates.js';
import { isRunning, standing } from './term.js';

const FIRST = '2024-01-01';
const date = fc.integer({ min: -400, max: 1_200 }).map((n) => addDays(FIRST, n));
const period = fc
  .tuple(date, fc.integer({ min: 0, max: 420 }))
  .map(([start, length]) => [start, addDays(start, length)] as const);
const said: fc.Arbitrary<Said> = fc.record(
  {
    months: fc.constantFrom(1, 3, 12),
    start: fc.constantFrom('2020-01-31', '2023-03-01', '2024-02-29'),
    period,
    amount: fc.integer({ min: 1, max: 3 }),
    seats: fc.integer({ min: 1, max: 2 }),
    status: fc.constantFrom('ACTIVE', 'ACTIVE', 'ACTIVE', 'CANCELLED', 'ENDED'),
    autoRenew: fc.boolean(),
    endedOn: date,
  },
  { requiredKeys: ['endedOn'] },
);
type Act =
  | { readonly act: 'record'; readonly said: Said }
  | { readonly act: 'walk'; readonly days: number }
  | { readonly act: 'pay' | 'reverse' | 'late' | 'cancel' | 'reopen'; readonly which: number; readonly cause: number };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: said.map((record): Act => ({ act: 'record', said: record })) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 90 }).map((days): Act => ({ act: 'walk', days })) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom('pay', 'pay', 'reverse', 'late', 'cancel', 'reopen'),
      which: fc.integer({ min: 0, max: 3 }),
      cause: fc.integer({ min: 0, max: 4 }),
    }) as fc.Arbitrary<Act>,
  },
);

/** What must hold of a contract at any moment (invariant one-live-term). */
function check(life: ContractLife): void {
  const terms = standing(life.terms);
  for (const term of terms) expect(fits(terms, term)).toBe(true);
  const running = terms.filter(isRunning);
  expect(running.length).toBeLessThanOrEqual(1);
  expect(running.every(({ id }) => id === terms.at(-1)?.id)).toBe(true);
  const { contract, closures } = life.state;
  if (contract.status === 'ACTIVE') expect(terms.at(-1)?.state).not.toBe('RENEWED');
  for (const term of life.terms) {
    expect(term.start <= term.lastDay).toBe(true);
    if (term.voided) expect(term.state).toBe('CANCELLED');
    const held = closures
      .filter(({ termId, undoneBy }) => termId === term.id && undoneBy === null)
      .map(({ closedAs }) => closedAs);
    if (term.state === 'RENEWED' || term.state === 'LAPSED') expect(held).toContain(term.state);
    if (isRunning(term)) expect(held).toEqual([]);
  }
}

function play(life: ContractLife, day: string, step: Act): string {
  if (step.act === 'walk') {
    const to = addDays(day, step.days);
    life.walk(to);
    return to;
  }
  if (step.act === 'record') {
    life.record(step.said);
    return day;
  }
  const term = life.terms.at(-1 - step.which);
  if (!term) return day;
  const cause = `payment:p${step.cause}:1`;
  if (step.act === 'pay') life.pay(term.number, cause);
  else if (step.act === 'late') life.pay(term.number, cause, addDays(day, -40));
  else if (step.act === 'reverse') life.reverse(term.number, cause);
  else if (step.act === 'cancel' && isRunning(term)) life.cancel(term.number);
  else if (step.act === 'reopen') {
    try {
      life.reopen(term.number);
    } catch (error) {
      expect(['TERM_NOT_CLOSED', 'TERM_OVERLAPS', 'OTHER_TERM_LIVE', 'TERM_PAID']).toContain(
        (error as { code: string }).code,
      );
    }
  }
  return day;
}

describe('the life of a contract (R-21, D-11, one-live-term)', () => {
  it('has one live term and no overlap, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(said, fc.array(act, { maxLength: 30 }), (first, acts) => {
        let day = FIRST;
        const life = new ContractLife(day);
        if (life.record(first).length > 0) return;
        check(life);
        for (const step of acts) {
          day = play(life, day, step);
          check(life);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes a record a second time without a change', () => {
    fc.assert(
      fc.property(said, fc.array(act, { maxLength: 15 }), said, (first, acts, repeated) => {
        let day = FIRST;
        const life = new ContractLife(day);
        if (life.record(first).length > 0) return;
        for (const step of acts) day = play(life, day, step);
        if (life.record(repeated).length > 0) return;
        // A stated period of an ended contract may mean another term once the live one is cut; then it stays.
        if (repeated.period && repeated.status !== 'ACTIVE') life.record(repeated);
        const { terms, closures, contract } = life.state;
        life.forget();
        expect(life.record(repeated)).toEqual([]);
        expect(life.state).toEqual({ terms, closures, contract });
        expect([life.events, life.reviews]).toEqual([[], []]);
      }),
      { numRuns: 1_000 },
    );
  });
});
