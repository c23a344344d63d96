import type { ContractId, CustomerId, PaymentId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { Money } from '@perennial/kernel/money';
import fc from 'fast-check';
import type { LedgerQuote } from '../ledger/ledger.js';
import type { TermFacts, TermState } from '../term/term.js';
import { MoneyDraft } from './money-draft.js';

const EUR = (minor: bigint): Money => ({ currency: 'EUR', minor });
const now = instant(Date.UTC(2024, 6, 3));
const quote = (version: number, minor: bigint): LedgerQuote => ({
  version,
  amount: EUR(minor),
  issuedAt: instant(Date.UTC(2024, 6, version)),
  namedAt: null,
});
const term = (more: Partial<TermFacts> = {}): TermFacts => ({
  termId: 't' as TermId,
  contractId: 'c' as ContractId,
  customerId: 'u' as CustomerId,
  number: 1,
  lastDay: localDate('2024-12-31'),
  zone: 'Europe/Berlin',
  amount: EUR(10_000n),
  state: 'OPEN',
  version: 1,
  ownerId: null,
  teamId: null,
  product: 'P',
  expiring: true,
  closedBy: null,
  lapsedAt: null,
  quotes: [quote(1, 10_000n)],
  payments: [],
  causes: [],
  ...more,
});
const money = (id: string, minor: bigint, currency = 'EUR') => ({
  paymentId: id as PaymentId,
  amount: { currency, minor },
  paidAt: now,
});
const told = (draft: MoneyDraft) =>
  draft.events.map(({ type, payload }) => {
    const {
      cause = '',
      undoes = [],
      rest,
      surplus,
    } = payload as never as Partial<
      Record<'cause', string> & Record<'undoes', string[]> & Record<'rest' | 'surplus', Money>
    >;
    return [type, cause, ...undoes, rest?.minor, surplus?.minor].filter((part) => part !== '' && part !== undefined);
  });
const states = (draft: MoneyDraft) =>
  Object.fromEntries(draft.changes().map(({ paymentId, state }) => [paymentId, state]));

it('M1, M4, M5, P-09: parts renew, a charge-back of one re-opens, another renews again by a new cause', () => {
  const draft = new MoneyDraft(term(), now);
  draft.book(money('a', 7_000n));
  draft.book(money('b', 3_000n));
  expect(draft.takeBack('a' as PaymentId, 7_000n, 'charge-back')).toBe('payment:b:1');
  expect(states(draft)).toEqual({ a: 'REVERSED', b: 'RECEIVED' });
  draft.book(money('c', 7_000n));
  expect(told(draft)).toEqual([
    ['payment.received', 3_000n, 0n],
    ['payment.renewed', 'payment:b:1'],
    ['payment.reversed', 'payment:b:1'],
    ['payment.renewed', 'payment:c:1'],
  ]);
  expect(states(draft)).toEqual({ a: 'REVERSED', b: 'RECEIVED', c: 'RENEWED' });
});

it('M2, K17: a mistaken second payment is surplus; taking the first one back undoes nothing', () => {
  const draft = new MoneyDraft(term(), now);
  draft.book(money('a', 10_000n));
  draft.book(money('b', 10_000n));
  expect(draft.takeBack('a' as PaymentId, 10_000n, 'twice')).toBeNull();
  expect(told(draft)).toEqual([
    ['payment.renewed', 'payment:a:1'],
    ['payment.received', 0n, 10_000n],
    ['payment.reversed'],
  ]);
  expect(states(draft)).toEqual({ a: 'REVERSED', b: 'RECEIVED' });
});

it('M3, K13: more than was asked for renews, and the surplus is told', () => {
  const draft = new MoneyDraft(term(), now);
  draft.book(money('a', 13_500n));
  expect(draft.takeBack('a' as PaymentId, 3_500n, 'too much')).toBeNull();
  expect(told(draft)).toEqual([
    ['payment.received', 0n, 3_500n],
    ['payment.renewed', 'payment:a:1'],
    ['payment.reversed'],
  ]);
  expect(states(draft)).toEqual({ a: 'RENEWED' });
});

it('M11: money that was taken back before it came renews nothing', () => {
  const draft = new MoneyDraft(term(), now);
  draft.book(money('x', 10_000n), 10_000n);
  expect(told(draft)).toEqual([['payment.received', 10_000n, 0n]]);
  expect(states(draft)).toEqual({ x: 'REVERSED' });
});

test.each<[string, Partial<TermFacts>, string | null]>([
  ['cancelled', { state: 'CANCELLED', closedBy: 'contract:3' }, 'TERM_CLOSED'],
  ['renewed by its source: the sum decides', { state: 'RENEWED', closedBy: 'contract:3' }, null],
  ['in its grace', { state: 'EXPIRED' }, null],
  ['lapsed', { state: 'LAPSED', closedBy: 'contract:4' }, null],
])('money for a term that is %s', (_name, more, failed) => {
  const draft = new MoneyDraft(term(more), now);
  draft.book(money('a', 10_000n));
  expect(draft.bookings.get('a' as PaymentId)?.failed).toBe(failed);
  expect(draft.made.map(({ cause }) => cause)).toEqual(failed === null ? ['payment:a:1'] : []);
});

it('another currency than any price counts for nothing; it can be taken back', () => {
  const draft = new MoneyDraft(term(), now);
  draft.book(money('a', 10_000n, 'USD'));
  expect(draft.takeBack('a' as PaymentId, 10_000n, '')).toBeNull();
  expect(told(draft)).toEqual([['payment.failed'], ['payment.reversed']]);
  expect(states(draft)).toEqual({ a: 'REVERSED' });
});

it('money for a cancelled term counts once the cancellation is withdrawn', () => {
  const cancelled = new MoneyDraft(term({ state: 'CANCELLED', closedBy: 'contract:3' }), now);
  cancelled.book(money('a', 10_000n));
  const again = new MoneyDraft({ ...cancelled.term, state: 'OPEN', closedBy: null }, now);
  again.settleAnew();
  expect(told(again)).toEqual([['payment.renewed', 'payment:a:1']]);
  expect(states(again)).toEqual({ a: 'RENEWED' });
});

it('a lower price that a part covers renews (P-05)', () => {
  const part = new MoneyDraft(term(), now);
  part.book(money('a', 9_000n));
  const cheaper = new MoneyDraft({ ...part.term, quotes: [quote(1, 10_000n), quote(2, 9_000n)] }, now);
  cheaper.settleAnew();
  expect(told(cheaper)).toEqual([['payment.renewed', 'payment:a:1']]);
});

it('a part is refunded and then the rest: the first undoes the cause, the second nothing more (K17)', () => {
  const draft = new MoneyDraft(term(), now);
  draft.book(money('a', 10_000n));
  const back = (minor: bigint) => [draft.takeBack('a' as PaymentId, minor, ''), states(draft), draft.settlement.asked];
  expect(back(4_000n)).toEqual(['payment:a:1', { a: 'RECEIVED' }, 4_000n]);
  expect(back(6_000n)).toEqual([null, { a: 'REVERSED' }, 10_000n]);
});

it('surplus that is refunded in parts leaves the term renewed; a cent below the tolerance re-opens it (M3, M6)', () => {
  const draft = new MoneyDraft(term(), now);
  draft.book(money('a', 12_000n));
  for (const minor of [1_500n, 500n, 50n]) expect(draft.takeBack('a' as PaymentId, minor, '')).toBeNull();
  expect(draft.settlement).toMatchObject({ surplus: 0n, asked: 0n, waived: 50n });
  expect(draft.takeBack('a' as PaymentId, 1n, '')).toBe('payment:a:1');
  expect(draft.settlement.asked).toBe(51n);
});

test.each([
  ['JPY', 120_000n, 171n],
  ['KWD', 1_234_567n, 328n],
  ['EUR', 100_000_00n, 100n],
  ['XXX', 100_000n, 0n],
])(
  'in %s, whatever its decimals, parts add up; a rest within the worth of 1.00 EUR is waived (K27, M6)',
  (currency, minor, worth) => {
    const price = { currency, minor };
    const at = { ...quote(1, minor), amount: price };
    const draft = new MoneyDraft(term({ amount: price, quotes: [at] }), now);
    draft.book(money('a', minor - worth - 1n, currency));
    expect([draft.made, draft.settlement.asked]).toEqual([[], worth + 1n]);
    draft.book(money('b', 1n, currency));
    expect([draft.made.map(({ cause }) => cause), draft.settlement.waived]).toEqual([['payment:b:1'], worth]);
  },
);

it('a price that is cut after it was named: who pays the old one renews, with the difference as surplus (K15, P-05)', () => {
  const named = { ...quote(1, 10_000n), namedAt: instant(Date.UTC(2024, 6, 1)) };
  const draft = new MoneyDraft(term({ quotes: [named, quote(2, 9_000n)] }), now);
  draft.book(money('a', 10_000n));
  expect(told(draft)).toEqual([
    ['payment.received', 0n, 1_000n],
    ['payment.renewed', 'payment:a:1'],
  ]);
});

it('a price that is raised after a part came: the rest of the old price renews, also long after it bound (K15, M7)', () => {
  const named = { ...quote(1, 10_000n), namedAt: instant(Date.UTC(2024, 6, 1)) };
  const part = new MoneyDraft(term({ quotes: [named] }), now);
  part.book(money('a', 4_000n));
  const later = new MoneyDraft({ ...part.term, quotes: [named, quote(4, 15_000n)] }, instant(Date.UTC(2024, 8, 1)));
  later.settleAnew();
  expect(later.settlement.asked).toBe(6_000n);
  later.book({ ...money('b', 6_000n), paidAt: instant(Date.UTC(2024, 8, 1)) });
  expect(later.made.map(({ cause }) => cause)).toEqual(['payment:b:1']);
});

test.each([
  ['years ago', Date.UTC(2014, 6, 3)],
  ['a day ahead', Date.UTC(2024, 6, 4)],
])('money that was paid %s is measured by the current price: none bound then that a message had named', (_name, at) => {
  const draft = new MoneyDraft(term(), now);
  draft.book({ ...money('a', 10_000n), paidAt: instant(at) });
  expect(draft.made.map(({ cause }) => cause)).toEqual(['payment:a:1']);
});

it('money in the wrong currency counts once the price is corrected to it', () => {
  const euros = new MoneyDraft(term(), now);
  euros.book(money('a', 12_000n, 'USD'));
  const price = { currency: 'USD', minor: 12_000n };
  const dollars = new MoneyDraft(
    { ...euros.term, amount: price, quotes: [quote(1, 10_000n), { ...quote(2, 1n), amount: price }] },
    now,
  );
  dollars.settleAnew();
  expect([told(dollars), states(dollars)]).toEqual([[['payment.renewed', 'payment:a:1']], { a: 'RENEWED' }]);
});

describe('money-settles', () => {
  it('without the sum, by single payments, M2 ends paid and dunned', () => {
    const paid: [id: string, left: bigint][] = [];
    let cause: string | null = null;
    const pay = (id: string, minor: bigint) => {
      paid.push([id, minor]);
      if (cause === null && minor >= 10_000n) cause = id;
    };
    const back = (id: string) => {
      paid.splice(
        paid.findIndex(([one]) => one === id),
        1,
      );
      if (cause === id) cause = null;
    };
    pay('a', 10_000n);
    pay('b', 10_000n);
    back('a');
    const draft = new MoneyDraft(term(), now);
    draft.book(money('a', 10_000n));
    draft.book(money('b', 10_000n));
    draft.takeBack('a' as PaymentId, 10_000n, '');
    const left = paid.reduce((sum, [, minor]) => sum + minor, 0n);
    expect([left, cause]).toEqual([10_000n, null]);
    expect([draft.settlement.received, draft.term.causes.filter(({ undone }) => !undone).length]).toEqual([10_000n, 1]);
  });

  const step = fc.oneof(
    fc.record({ do: fc.constant('pay' as const), minor: fc.bigInt({ min: 1n, max: 12_000n }) }),
    fc.record({ do: fc.constant('full' as const) }),
    fc.record({ do: fc.constant('back' as const), which: fc.nat(9), part: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ do: fc.constant('price' as const), minor: fc.bigInt({ min: 0n, max: 12_000n }), named: fc.boolean() }),
    fc.record({ do: fc.constant('state' as const), state: fc.constantFrom<TermState>('OPEN', 'EXPIRED', 'LAPSED') }),
  );

  it('20,000 histories of parts, reversals and prices end covered and closed or short and open, by causes used once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        let facts = term();
        const used: string[] = [];
        const closures = new Map<string, boolean>();
        for (const [i, one] of steps.entries()) {
          const draft = new MoneyDraft(facts, instant(Date.UTC(2024, 6, 3 + i)));
          if (one.do === 'pay') draft.book(money(`p${i}`, one.minor));
          if (one.do === 'full') draft.book(money(`p${i}`, 10_000n));
          if (one.do === 'back') {
            const payment = facts.payments[one.which % Math.max(1, facts.payments.length)];
            const minor = payment && (payment.left * BigInt(one.part) + 99n) / 100n;
            if (payment && minor) draft.takeBack(payment.paymentId, minor, '');
          }
          if (one.do === 'price' && draft.settlement.covered) continue;
          facts = draft.term;
          if (one.do === 'price') {
            const at = instant(Date.UTC(2024, 6, 3 + i));
            const next = { ...quote(facts.quotes.length + 1, one.minor), issuedAt: at, namedAt: one.named ? at : null };
            facts = { ...facts, quotes: [...facts.quotes, next] };
          }
          if (one.do === 'state') facts = { ...facts, state: one.state };
          const after = new MoneyDraft(facts, instant(Date.UTC(2024, 6, 3 + i)));
          after.settleAnew();
          facts = after.term;
          const { covered } = after.settlement;
          // What a consumer makes of the events: causes close, named causes are undone, and stay so.
          for (const { type, payload } of [...draft.events, ...after.events]) {
            if (type === 'payment.renewed') {
              const { cause } = payload as { cause: string };
              expect(used).not.toContain(cause);
              used.push(cause);
              closures.set(cause, true);
            }
            if (type === 'payment.reversed')
              for (const cause of (payload as { undoes: string[] }).undoes) closures.set(cause, false);
          }
          expect([...closures.values()].filter(Boolean)).toHaveLength(covered ? 1 : 0);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
