import { newEvent } from '@perennial/events/event';
import { addMs, DAY, formatInstant } from '@perennial/kernel/instant';
import { PaymentState } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { contractWithTerm, termAt } from '@perennial/testing/system/contract-snapshots';
import {
  closeScene,
  code,
  eur,
  expiring,
  look,
  openScene,
  published,
  record,
  reviews,
  service,
  told,
  types,
  uuid,
} from '../test/payments-scene.js';

beforeAll(openScene, 60_000);
afterAll(closeScene);

const FULL = eur(120_000n);

describe('sums', () => {
  it('K13, M1, P-09: two halves renew; between them the rest is asked for and what came in is said', async () => {
    const { term } = await expiring();
    const half = eur(60_000n);
    expect((await record(term.termId, { amount: half })).state).toBe(PaymentState.PAYMENT_STATE_RECEIVED);
    expect((await look(term.termId))[0]).toMatchObject({ closed: false, amount: half, received: half, price: FULL });
    const second = await record(term.termId, { amount: half });
    expect(second.state).toBe(PaymentState.PAYMENT_STATE_RENEWED);
    const cause = `payment:${second.paymentId}:1`;
    expect((await look(term.termId))[0]).toMatchObject({ closed: true, cause, payToken: '', amount: eur(0n) });
    const events = (await published(term.termId)).map(({ type, data }) => [type, JSON.parse(data) as object] as const);
    expect(events.map(([type]) => type)).toEqual(['quote.issued', 'payment.received', 'payment.renewed']);
    expect(events[1]?.[1]).toMatchObject({ rest: { minor: '60000' }, surplus: { currency: 'EUR' } });
    expect(events[2]?.[1]).toMatchObject({ cause });
    expect(await reviews(term.termId)).toEqual([]);
  });

  it('K13: a cent too much renews; the surplus is told and on the list', async () => {
    const { term } = await expiring();
    expect((await record(term.termId, { amount: eur(120_025n) })).state).toBe(PaymentState.PAYMENT_STATE_RENEWED);
    expect(await types(term.termId)).toEqual(['quote.issued', 'payment.received', 'payment.renewed']);
    expect(await reviews(term.termId)).toEqual(['payment_surplus']);
  });

  it('K15, M7: the price that a message named binds; the next look has the old price beside the new one (P-05)', async () => {
    const { contract, term } = await expiring();
    expect((await look(term.termId))[0]).toMatchObject({ amount: FULL, previousPrice: undefined });
    const dearer = eur(150_000n);
    await told(newEvent('contract.changed', { contract, terms: [termAt(term, 2, { amount: dearer })] }));
    expect((await look(term.termId))[0]).toMatchObject({
      quoteVersion: 2,
      amount: FULL,
      price: dearer,
      previousPrice: FULL,
    });
    const [, quote] = await published(term.termId);
    expect(JSON.parse(quote?.data ?? '')).toMatchObject({ version: 2, previousAmount: { minor: '120000' } });
    const paidAt = formatInstant(addMs(service.clock.now(), DAY / 2));
    expect(await record(term.termId, { paidAt })).toMatchObject({
      state: PaymentState.PAYMENT_STATE_RENEWED,
      quoteVersion: 1,
    });
  });

  it('M8: a price that was in no message and on no page never bound', async () => {
    const { contract, term } = await expiring();
    await told(newEvent('contract.changed', { contract, terms: [termAt(term, 2, { amount: eur(12_000n) })] }));
    expect(await record(term.termId, { amount: eur(12_000n) })).toMatchObject({
      state: PaymentState.PAYMENT_STATE_RENEWED,
      quoteVersion: 2,
    });
    const raised = await expiring();
    await told(
      newEvent('contract.changed', {
        contract: raised.contract,
        terms: [termAt(raised.term, 2, { amount: eur(150_000n) })],
      }),
    );
    expect((await record(raised.term.termId)).state).toBe(PaymentState.PAYMENT_STATE_RECEIVED);
  });

  it('P-05: a part that covers a lower price renews when the price falls', async () => {
    const { contract, term } = await expiring();
    await record(term.termId, { amount: eur(100_000n) });
    await told(newEvent('contract.changed', { contract, terms: [termAt(term, 2, { amount: eur(90_000n) })] }));
    expect((await types(term.termId)).slice(-2)).toEqual(['quote.issued', 'payment.renewed']);
    expect(await reviews(term.termId)).toEqual(['payment_surplus']);
  });

  it('keeps money that counts for nothing, with its reason, an event and a review (P-07)', async () => {
    const { term } = await expiring();
    const dollars = await record(term.termId, { amount: { currency: 'USD', minor: 120_000n } });
    expect(dollars).toMatchObject({ state: PaymentState.PAYMENT_STATE_FAILED, reason: 'WRONG_CURRENCY' });
    expect(await reviews(dollars.paymentId)).toEqual(['payment_failed']);
    const closed = contractWithTerm();
    const cancelled = (version: number, state: TermState) => termAt(closed.term, version, { state });
    await told(
      newEvent('contract.cancelled', {
        term: cancelled(2, TermState.TERM_STATE_CANCELLED),
        cause: 'contract:2',
        reason: '',
      }),
    );
    const money = await record(closed.term.termId);
    expect(money.reason).toBe('TERM_CLOSED');
    expect(await types(closed.term.termId)).toEqual(['payment.failed']);
    const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text();
    for (const reason of ['WRONG_CURRENCY', 'TERM_CLOSED'])
      expect(metrics).toMatch(new RegExp(`perennial_payment_failed_total\\{[^}]*reason="${reason}"`));
    // The cancellation is withdrawn: the money counts.
    await told(
      newEvent('contract.reopened', {
        term: cancelled(3, TermState.TERM_STATE_OPEN),
        undoes: ['contract:2'],
        reason: '',
      }),
    );
    await told(
      newEvent('contract.expiring', { contract: closed.contract, term: cancelled(4, TermState.TERM_STATE_OPEN) }),
    );
    expect((await types(closed.term.termId)).at(-1)).toBe('payment.renewed');
    expect(await reviews(money.paymentId)).toEqual([]);
  });

  it('takes late money, and money that comes before the horizon', async () => {
    const late = await expiring();
    await told(
      newEvent('contract.expired', { term: termAt(late.term, 2, { state: TermState.TERM_STATE_EXPIRED }) }),
      newEvent('contract.lapsed', {
        term: termAt(late.term, 3, { state: TermState.TERM_STATE_LAPSED }),
        cause: 'contract:3',
        reason: '',
      }),
    );
    expect((await look(late.term.termId))[0]).toMatchObject({ closed: true, cause: 'contract:3' });
    const paidAt = formatInstant(addMs(service.clock.now(), -DAY));
    const before = await record(late.term.termId, { paidAt });
    expect(before.state).toBe(PaymentState.PAYMENT_STATE_RENEWED);
    expect(await reviews(late.term.termId)).toEqual([]);
    const early = contractWithTerm();
    await told(newEvent('contract.changed', { contract: early.contract, terms: [early.term] }));
    expect((await record(early.term.termId)).state).toBe(PaymentState.PAYMENT_STATE_RENEWED);
    expect(await types(early.term.termId)).toEqual(['quote.issued', 'payment.renewed']);
  });

  it('books money paid after a lapse on the later term where that is open, and says so', async () => {
    const { contract, term } = await expiring();
    const later = termAt({ ...term, termId: uuid(), number: 2, lastDay: '2025-08-31' }, 1);
    await told(
      newEvent('contract.lapsed', {
        term: termAt(term, 3, { state: TermState.TERM_STATE_LAPSED }),
        cause: 'contract:3',
        reason: '',
      }),
      newEvent('contract.changed', { contract, terms: [later] }),
    );
    const payment = await record(term.termId);
    expect(payment).toMatchObject({ termId: later.termId, state: PaymentState.PAYMENT_STATE_RENEWED });
    expect(await record(term.termId, { gatewayEventId: payment.gatewayEventId })).toEqual(payment);
    expect(await reviews(payment.paymentId)).toEqual(['payment_after_lapse']);
  });

  it('review 18: a price of 0 asks for nothing, has no link, and RecordPayment refuses 0 by field', async () => {
    const { contract, term } = contractWithTerm();
    const free = termAt(term, 1, { amount: eur(0n) });
    await told(
      newEvent('contract.changed', { contract, terms: [free] }),
      newEvent('contract.expiring', { contract, term: free }),
    );
    expect((await look(term.termId))[0]).toMatchObject({
      closed: false,
      amount: eur(0n),
      price: eur(0n),
      payToken: '',
    });
    await expect(record(term.termId, { amount: eur(0n) })).rejects.toEqual(code('INVALID_REQUEST', 'out_of_range'));
  });
});
