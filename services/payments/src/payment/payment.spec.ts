import type { ContractId, CustomerId, PaymentId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { Money } from '@perennial/kernel/money';
import fc from 'fast-check';
import type { TermFacts, TermState } from '../term/term.js';
import { decidePayment, eventsOf, type Payment } from './payment.js';

const EUR = (minor: bigint): Money => ({ currency: 'EUR', minor });
const term = (more: Partial<TermFacts> = {}): TermFacts => ({
  termId: 't' as TermId,
  contractId: 'c' as ContractId,
  customerId: 'u' as CustomerId,
  number: 1,
  lastDay: localDate('2024-12-31'),
  zone: 'Europe/Berlin',
  amount: EUR(1000n),
  state: 'OPEN',
  version: 1,
  ownerId: null,
  teamId: null,
  product: 'P',
  expiring: true,
  quote: { version: 2, amount: EUR(1000n) },
  renewedBy: null,
  closedBy: null,
  closedByReversed: false,
  reversals: 0,
  ...more,
});
const failed = (reason: string, quoteVersion: number | null = 2) => ({ state: 'FAILED', reason, quoteVersion });
const renewed = { state: 'RENEWED', quoteVersion: 2 };

describe('decidePayment', () => {
  test.each<[string, TermFacts | undefined, boolean, Money, object]>([
    ['exactly the quote', term(), false, EUR(1000n), renewed],
    ['less', term(), false, EUR(999n), failed('PARTIAL')],
    ['more', term(), false, EUR(1001n), failed('OVERPAID')],
    ['another currency', term(), false, { currency: 'USD', minor: 1000n }, failed('WRONG_CURRENCY')],
    ['a term nobody knows', undefined, false, EUR(1000n), failed('UNKNOWN_TERM', null)],
    ['a second payment', term({ renewedBy: 'p' as PaymentId }), false, EUR(1000n), failed('ALREADY_PAID')],
    ['a second payment of one batch', term(), true, EUR(1000n), failed('ALREADY_PAID')],
    [
      'a second payment before contracts answered the first',
      term({ state: 'RENEWED', renewedBy: 'p' as PaymentId }),
      false,
      EUR(1000n),
      failed('ALREADY_PAID'),
    ],
    [
      'a term renewed without money',
      term({ state: 'RENEWED', closedBy: 'contract:3' }),
      false,
      EUR(1000n),
      failed('TERM_CLOSED'),
    ],
    [
      'a cancelled term',
      term({ state: 'CANCELLED', closedBy: 'contract:3' }),
      false,
      EUR(1000n),
      failed('TERM_CLOSED'),
    ],
    ['late, after the last day', term({ state: 'EXPIRED' }), false, EUR(1000n), renewed],
    ['later, after the lapse', term({ state: 'LAPSED', closedBy: 'contract:4' }), false, EUR(1000n), renewed],
    [
      'again after a reversal that contracts has not seen',
      term({ state: 'RENEWED', closedBy: 'payment:p', closedByReversed: true, reversals: 1 }),
      false,
      EUR(1000n),
      renewed,
    ],
  ])('%s', (_name, facts, alreadyPaid, amount, outcome) => {
    expect(decidePayment(facts, alreadyPaid, amount)).toEqual(outcome);
  });

  it('renews only for the exact price of a term that can be paid', () => {
    const states = fc.constantFrom<TermState>('OPEN', 'RENEWED', 'CANCELLED', 'EXPIRED', 'LAPSED');
    const amounts = fc.record({ currency: fc.constantFrom('EUR', 'JPY'), minor: fc.bigInt({ min: 1n, max: 4n }) });
    fc.assert(
      fc.property(
        states,
        amounts,
        amounts,
        fc.boolean(),
        fc.option(fc.constant('p' as PaymentId)),
        (state, price, amount, alreadyPaid, renewedBy) => {
          const { state: outcome } = decidePayment(
            term({ state, renewedBy, quote: { version: 1, amount: price } }),
            alreadyPaid,
            amount,
          );
          const exact = price.currency === amount.currency && price.minor === amount.minor;
          expect(outcome === 'RENEWED').toBe(
            exact && !alreadyPaid && renewedBy === null && ['OPEN', 'EXPIRED', 'LAPSED'].includes(state),
          );
        },
      ),
    );
  });
});

describe('eventsOf', () => {
  const now = instant(Date.UTC(2024, 6, 1));
  const payment: Payment = {
    paymentId: 'p' as PaymentId,
    gateway: 'erp',
    gatewayEventId: '1',
    termId: 't' as TermId,
    contractId: 'c' as ContractId,
    customerId: 'u' as CustomerId,
    amount: EUR(1000n),
    state: 'RENEWED',
    reason: '',
    quoteVersion: 2,
    paidAt: now,
    recordedAt: now,
    reversedAt: null,
  };
  it('tells the whole state', () => {
    expect(eventsOf(payment).map((e) => e.type)).toEqual(['payment.renewed']);
    expect(eventsOf({ ...payment, state: 'FAILED', reason: 'PARTIAL' }).map((e) => e.type)).toEqual(['payment.failed']);
    expect(eventsOf({ ...payment, state: 'REVERSED', reversedAt: now }).map((e) => e.type)).toEqual([
      'payment.renewed',
      'payment.reversed',
    ]);
  });
  it('waits for the customer of an unknown term', () => {
    expect(
      eventsOf({ ...payment, state: 'FAILED', reason: 'UNKNOWN_TERM', contractId: null, customerId: null }),
    ).toEqual([]);
  });
});
