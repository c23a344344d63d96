import type { ContractId, CustomerId, PaymentId, QuoteId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { Money } from '@perennial/kernel/money';
import type { TermFacts } from '../term/term.js';
import { missingQuote, quoteIssued } from './quote.js';

const EUR = (minor: bigint): Money => ({ currency: 'EUR', minor });
const now = instant(Date.UTC(2024, 6, 1));
const quoted = (version: number, amount: Money) => ({
  quotes: [{ version, amount, issuedAt: now, namedAt: null }],
});
const paid = { causes: [{ cause: 'payment:p:1', paymentId: 'p' as PaymentId, undone: false }] };
const term = (more: Partial<TermFacts>): TermFacts => ({
  termId: 't' as TermId,
  contractId: 'c' as ContractId,
  customerId: 'u' as CustomerId,
  number: 1,
  lastDay: localDate('2024-12-31'),
  zone: 'UTC',
  amount: EUR(1000n),
  state: 'OPEN',
  version: 1,
  ownerId: null,
  teamId: null,
  product: '',
  expiring: true,
  closedBy: null,
  lapsedAt: null,
  quotes: [],
  payments: [],
  causes: [],
  ...more,
});

describe('missingQuote', () => {
  it('is version 1 in the horizon, and not before, unless money comes', () => {
    expect(missingQuote(term({}), 'term-changed')).toEqual({ version: 1, amount: EUR(1000n) });
    expect(missingQuote(term({ expiring: false }), 'term-changed')).toBeUndefined();
    expect(missingQuote(term({ expiring: false }), 'payment')).toEqual({ version: 1, amount: EUR(1000n) });
  });

  it('follows the amount of a term that can be paid (P-05)', () => {
    expect(missingQuote(term(quoted(4, EUR(1000n))), 'term-changed')).toBeUndefined();
    const dearer = { version: 5, amount: EUR(1000n) };
    expect(missingQuote(term(quoted(4, EUR(900n))), 'term-changed')).toEqual(dearer);
    expect(missingQuote(term(quoted(4, { currency: 'USD', minor: 1000n })), 'term-changed')).toEqual(dearer);
  });

  it('is none for a term that is paid or closed (tombstone)', () => {
    const other = quoted(1, EUR(900n));
    expect(missingQuote(term({ ...paid, ...other }), 'term-changed')).toBeUndefined();
    expect(missingQuote(term({ state: 'RENEWED' }), 'term-changed')).toBeUndefined();
    expect(missingQuote(term({ state: 'CANCELLED', ...other }), 'payment')).toBeUndefined();
  });

  it('prices a term that its source renewed, when money comes for it', () => {
    const renewed = { state: 'RENEWED', closedBy: 'contract:2', expiring: false } as const;
    expect(missingQuote(term(renewed), 'payment')).toEqual({ version: 1, amount: EUR(1000n) });
  });
});

it('tells the price before (P-05, K15)', () => {
  const { contractId, customerId, termId } = term({});
  const quote = { quoteId: 'q' as QuoteId, contractId, customerId, termId, version: 2, amount: EUR(2n), issuedAt: now };
  expect(quoteIssued({ ...quote, previous: EUR(1n) }).payload).toMatchObject({ previousAmount: EUR(1n) });
  expect(quoteIssued({ ...quote, previous: null }).payload).toMatchObject({ previousAmount: undefined });
});
