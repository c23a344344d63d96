import type { ContractId, CustomerId, PaymentId, TermId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import type { TermFacts } from '../term/term.js';
import { missingQuote } from './quote.js';

const EUR = (minor: bigint) => ({ currency: 'EUR', minor });
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
  quote: null,
  renewedBy: null,
  closedBy: null,
  closedByReversed: false,
  reversals: 0,
  ...more,
});

describe('missingQuote', () => {
  it('is version 1 in the horizon, and not before, unless money comes', () => {
    expect(missingQuote(term({}), 'term-changed')).toEqual({ version: 1, amount: EUR(1000n) });
    expect(missingQuote(term({ expiring: false }), 'term-changed')).toBeUndefined();
    expect(missingQuote(term({ expiring: false }), 'payment')).toEqual({ version: 1, amount: EUR(1000n) });
  });

  it('follows the amount of a term that can be paid (P-05)', () => {
    expect(missingQuote(term({ quote: { version: 4, amount: EUR(1000n) } }), 'term-changed')).toBeUndefined();
    expect(missingQuote(term({ quote: { version: 4, amount: EUR(900n) } }), 'term-changed')).toEqual({
      version: 5,
      amount: EUR(1000n),
    });
    expect(
      missingQuote(term({ quote: { version: 4, amount: { currency: 'USD', minor: 1000n } } }), 'term-changed')?.version,
    ).toBe(5);
  });

  it('is none for a term that is paid or closed (tombstone)', () => {
    const other = { version: 1, amount: EUR(900n) };
    expect(missingQuote(term({ renewedBy: 'p' as PaymentId, quote: other }), 'term-changed')).toBeUndefined();
    expect(missingQuote(term({ state: 'RENEWED' }), 'term-changed')).toBeUndefined();
    expect(missingQuote(term({ state: 'CANCELLED', quote: other }), 'payment')).toBeUndefined();
  });
});
