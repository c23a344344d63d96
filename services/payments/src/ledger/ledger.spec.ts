import { addMs, DAY, HOUR, instant, type Instant } from '@perennial/kernel/instant';
import type { PaymentId } from '@perennial/kernel/ids';
import { standingCause, type Ledger, type LedgerPayment, type LedgerQuote } from './ledger.js';
import { bindingAt, previousQuote } from './price.js';
import { settle } from './settle.js';
import { toleranceOf } from './tolerance.js';

const EUR = (minor: bigint) => ({ currency: 'EUR', minor });
const july = (day: number): Instant => instant(Date.UTC(2024, 6, day, 9));
const quote = (version: number, minor: bigint, issuedAt: Instant, named = true): LedgerQuote => ({
  version,
  amount: EUR(minor),
  issuedAt,
  namedAt: named ? issuedAt : null,
});
const paid = (id: string, minor: bigint, more: Partial<LedgerPayment> = {}): LedgerPayment => ({
  paymentId: id as PaymentId,
  amount: EUR(minor),
  left: minor,
  paidAt: july(2),
  failed: null,
  ...more,
});
const ledger = (payments: readonly LedgerPayment[], more: Partial<Ledger> = {}): Ledger => ({
  quotes: [quote(1, 10_000n, july(1))],
  payments,
  causes: [],
  ...more,
});
const renewal = (id: string, n: number) => ({ kind: 'renew', paymentId: id, cause: `payment:${id}:${n}` });

describe('settle (worked examples; due 100.00, tolerance 0.50)', () => {
  it('M1, K13: parts add up, the last one renews', () => {
    expect(settle(ledger([paid('a', 7_000n)]), july(2))).toMatchObject({ asked: 3_000n, step: undefined });
    expect(settle(ledger([paid('a', 7_000n), paid('b', 3_000n)]), july(2))).toMatchObject({
      asked: 0n,
      covered: true,
      step: renewal('b', 1),
    });
  });

  const a1 = { cause: 'payment:a:1', paymentId: 'a' as PaymentId, undone: false };
  const b1 = { cause: 'payment:b:1', paymentId: 'b' as PaymentId, undone: false };

  it('M2, K17: of two full payments the one that renewed is refunded: covered by the other, nothing changes', () => {
    const both = [paid('a', 10_000n, { left: 0n }), paid('b', 10_000n)];
    expect(settle(ledger(both, { causes: [a1] }), july(3))).toMatchObject({ covered: true, step: undefined });
  });

  it('M3: 135.00, then 35.00 of it refunded: covered, nothing is undone', () => {
    expect(settle(ledger([paid('a', 13_500n)]), july(2))).toMatchObject({ surplus: 3_500n, step: renewal('a', 1) });
    const refunded = ledger([paid('a', 13_500n, { left: 10_000n })], { causes: [a1] });
    expect(settle(refunded, july(3))).toMatchObject({ surplus: 0n, covered: true, step: undefined });
  });

  it('M4: the standing cause is undone, whichever payment was taken back', () => {
    const short = ledger([paid('a', 7_000n, { left: 0n }), paid('b', 3_000n)], { causes: [b1] });
    expect(settle(short, july(3))).toMatchObject({ asked: 7_000n, step: { kind: 'undo', cause: 'payment:b:1' } });
  });

  it('M5: renewed again under a new cause, also by a payment that had renewed before', () => {
    const undone = { ...b1, undone: true };
    const again = [paid('a', 7_000n, { left: 0n }), paid('b', 3_000n), paid('c', 7_000n)];
    expect(settle(ledger(again, { causes: [undone] }), july(4)).step).toEqual(renewal('c', 1));
    expect(settle(ledger([paid('b', 10_000n)], { causes: [undone] }), july(4)).step).toEqual(renewal('b', 2));
  });

  it('M6: a rest within the tolerance is waived', () => {
    expect(settle(ledger([paid('a', 9_960n)]), july(2))).toMatchObject({ asked: 0n, waived: 40n, covered: true });
    expect(settle(ledger([paid('a', 9_949n)]), july(2))).toMatchObject({ asked: 51n, waived: 0n, covered: false });
  });

  const raised = [quote(1, 100_000n, july(1)), quote(2, 110_000n, july(2))];

  it('M7: a payment is measured by what bound when it was paid, whenever it is heard of', () => {
    const late = ledger([paid('a', 100_000n, { paidAt: july(10) })], { quotes: raised });
    expect(settle(late, july(20))).toMatchObject({ covered: true, measure: { version: 1 } });
    const tooLate = ledger([paid('a', 100_000n, { paidAt: july(17) })], { quotes: raised });
    expect(settle(tooLate, july(20))).toMatchObject({ covered: false, asked: 10_000n });
  });

  it('K15: a part fixes the price that bound, until none of it is left', () => {
    const part = ledger([paid('a', 50_000n, { paidAt: july(3) })], { quotes: raised });
    expect(settle(part, july(30)).asked).toBe(50_000n);
    const gone = ledger([paid('a', 50_000n, { paidAt: july(3), left: 0n })], { quotes: raised });
    expect(settle(gone, july(30)).asked).toBe(110_000n);
    const cut = ledger([paid('a', 100_000n)], { quotes: [quote(1, 100_000n, july(1)), quote(2, 90_000n, july(2))] });
    expect(settle(cut, july(3))).toMatchObject({ covered: true, surplus: 10_000n });
  });

  it('M8: a price that nobody outside heard of never bound', () => {
    const quotes = [quote(1, 100_000n, july(1), false), quote(2, 10_000n, addMs(july(1), HOUR))];
    expect(settle(ledger([paid('a', 10_000n)], { quotes }), july(2))).toMatchObject({
      covered: true,
      measure: { version: 2 },
    });
    const dearer = [quote(1, 10_000n, july(1), false), quote(2, 100_000n, addMs(july(1), HOUR))];
    expect(settle(ledger([], { quotes: dearer }), july(2)).asked).toBe(100_000n);
  });

  it('M9: the least of what binds is asked for', () => {
    expect(settle(ledger([], { quotes: raised }), july(15)).asked).toBe(100_000n);
    expect(settle(ledger([], { quotes: raised }), july(17)).asked).toBe(110_000n);
  });

  it('review 18: a price of 0 asks for nothing and no money renews it', () => {
    const free = ledger([], { quotes: [quote(1, 0n, july(1))] });
    expect(settle(free, july(2))).toMatchObject({ asked: 0n, covered: false, step: undefined });
  });

  it('counts neither failed money nor another currency', () => {
    const money = [paid('a', 10_000n, { failed: 'TERM_CLOSED' }), paid('b', 1n)];
    expect(settle(ledger(money), july(2))).toMatchObject({ received: 1n, covered: false });
    const dollars = paid('d', 10_000n, { amount: { currency: 'USD', minor: 10_000n } });
    expect(settle(ledger([dollars]), july(2))).toMatchObject({ received: 0n, covered: false });
  });
});

it('binds to a price that was named, until 14 days after the next one', () => {
  const quotes = [quote(1, 100n, july(1)), quote(2, 200n, july(2), false), quote(3, 300n, july(10))];
  const versions = (at: Instant) => bindingAt(quotes, at).map(({ version }) => version);
  expect(versions(addMs(july(16), -1))).toEqual([1, 3]);
  expect(versions(july(16))).toEqual([3]);
  expect(versions(addMs(july(1), -2 * DAY))).toEqual([]);
});

it('tells the price before beside the new one, until the new one was told and the old one binds no more', () => {
  const quotes = [quote(1, 100n, july(1)), quote(2, 200n, july(2))];
  expect(previousQuote({ quotes }, july(10))?.version).toBe(1);
  expect(previousQuote({ quotes }, july(17))).toBeUndefined();
  const untold = [quote(1, 100n, july(1)), quote(2, 200n, july(2), false)];
  expect(previousQuote({ quotes: untold }, july(30))?.version).toBe(1);
  expect(previousQuote({ quotes: [quote(1, 100n, july(1)), quote(2, 100n, july(2))] }, july(3))).toBeUndefined();
});

test.each([
  [EUR(10_000n), 50n],
  [EUR(100_000n), 100n],
  [EUR(99n), 0n],
  [{ currency: 'JPY', minor: 1_000_000n }, 171n],
  [{ currency: 'KWD', minor: 1_000_000n }, 328n],
  [{ currency: 'SEK', minor: 105_175n }, 525n],
  [{ currency: 'CLF', minor: 1_000_000n }, 0n],
])('tolerance of %o', (price, most) => {
  expect(toleranceOf(price)).toBe(most);
});

it('knows the standing cause', () => {
  const causes = [{ cause: 'payment:a:1', paymentId: 'a' as PaymentId, undone: true }];
  expect(standingCause({ causes })).toBeUndefined();
});
