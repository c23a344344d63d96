import { newEvent } from '@perennial/events/event';
import { PaymentState } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { unary } from '@perennial/service/grpc/client';
import { contractWithTerm, termAt } from '@perennial/testing/system/contract-snapshots';
import {
  client,
  closeScene,
  code,
  database,
  eur,
  expiring,
  look,
  openScene,
  payByLink,
  published,
  record,
  reverse,
  reviews,
  told,
  types,
  uuid,
} from '../test/payments-scene.js';

beforeAll(openScene, 60_000);
afterAll(closeScene);

describe('reversal', () => {
  it('takes a renewing payment back once; the term can be paid again once contracts re-opened it, and before', async () => {
    const { term } = await expiring();
    const paid = await record(term.termId);
    const cause = `payment:${paid.paymentId}:1`;
    await told(
      newEvent('contract.renewed', {
        term: termAt(term, 2, { state: TermState.TERM_STATE_RENEWED }),
        cause,
        nextTerm: undefined,
        late: false,
      }),
    );
    expect((await look(term.termId))[0]).toMatchObject({ closed: true, cause, payToken: '' });
    const reversalId = uuid();
    const [reversed] = await Promise.all(Array.from({ length: 5 }, () => reverse(paid.gatewayEventId, reversalId)));
    expect(reversed).toMatchObject({
      paymentId: paid.paymentId,
      state: PaymentState.PAYMENT_STATE_REVERSED,
      reason: 'chargeback',
      reversed: eur(120_000n),
    });
    expect(await reverse(paid.gatewayEventId, reversalId)).toEqual(reversed);
    const [{ payToken } = { payToken: '' }] = await look(term.termId);
    const clicked = await payByLink(payToken);
    expect(clicked).toMatchObject({ state: PaymentState.PAYMENT_STATE_RENEWED, gateway: 'sandbox' });
    await reverseAt('sandbox', clicked.gatewayEventId);
    await told(newEvent('contract.reopened', { term: termAt(term, 3), undoes: [cause], reason: '' }));
    expect(await payByLink(payToken)).toMatchObject({ state: PaymentState.PAYMENT_STATE_RENEWED });
    expect(await types(term.termId)).toEqual([
      'quote.issued',
      'payment.renewed',
      'payment.reversed',
      'payment.renewed',
      'payment.reversed',
      'payment.renewed',
    ]);
  });

  it('M3: a part that leaves the price covered undoes nothing; more than is left is refused by field', async () => {
    const { term } = await expiring();
    const paid = await record(term.termId, { amount: eur(155_000n) });
    expect(await reverse(paid.gatewayEventId, uuid(), eur(35_000n))).toMatchObject({
      state: PaymentState.PAYMENT_STATE_RENEWED,
      reversed: eur(35_000n),
    });
    expect(await undone(term.termId)).toEqual([[]]);
    expect(await reviews(term.termId)).toEqual([]);
    await expect(reverse(paid.gatewayEventId, uuid(), eur(120_001n))).rejects.toEqual(
      code('INVALID_REQUEST', 'out_of_range'),
    );
    await expect(reverse(paid.gatewayEventId, uuid(), { currency: 'USD', minor: 1n })).rejects.toEqual(
      code('INVALID_REQUEST', 'unknown_value'),
    );
  });

  it('M4, M5: a charge-back of one part undoes the standing cause; the rest is asked for, and renews anew', async () => {
    const { term } = await expiring();
    const a = await record(term.termId, { amount: eur(84_000n) });
    const b = await record(term.termId, { amount: eur(36_000n) });
    await reverse(a.gatewayEventId);
    expect(await undone(term.termId)).toEqual([[`payment:${b.paymentId}:1`]]);
    expect((await look(term.termId))[0]).toMatchObject({ closed: false, amount: eur(84_000n), received: eur(36_000n) });
    const c = await record(term.termId, { amount: eur(84_000n) });
    expect((await look(term.termId))[0]).toMatchObject({ closed: true, cause: `payment:${c.paymentId}:1` });
  });

  it('K17, M2: a refund of the double payment takes it back, the term stays renewed; a repeat answers the same', async () => {
    const { term } = await expiring();
    const [x1, x2, reversalId] = [await record(term.termId), await record(term.termId), uuid()];
    expect(await reviews(term.termId)).toEqual(['payment_surplus']);
    const answer = await reverse(x2.gatewayEventId, reversalId);
    expect(answer).toMatchObject({ paymentId: x2.paymentId, state: PaymentState.PAYMENT_STATE_REVERSED });
    expect(await reverse(x2.gatewayEventId, reversalId)).toEqual(answer);
    expect(await undone(term.termId)).toEqual([[]]);
    expect((await look(term.termId))[0]).toMatchObject({ closed: true, cause: `payment:${x1.paymentId}:1` });
    expect(await reviews(term.termId)).toEqual([]);
    // The gateway reports the same money as a dispute as well: nothing is left to take.
    expect(await reverse(x2.gatewayEventId)).toEqual(answer);
    expect(await undone(term.termId)).toHaveLength(1);
  });

  it('K17: money that counts for nothing, or waits for its term, can be taken back as well', async () => {
    const { term } = await expiring();
    const dollars = await record(term.termId, { amount: { currency: 'USD', minor: 5n } });
    expect((await reverse(dollars.gatewayEventId)).state).toBe(PaymentState.PAYMENT_STATE_REVERSED);
    expect(await reviews(dollars.paymentId)).toEqual([]);
    const made = contractWithTerm();
    const early = await record(made.term.termId);
    await reverse(early.gatewayEventId, uuid(), eur(20_000n));
    await told(newEvent('contract.changed', { contract: made.contract, terms: [made.term] }));
    expect(await types(made.term.termId)).toEqual(['quote.issued', 'payment.received', 'payment.reversed']);
    expect((await look(made.term.termId))[0]).toMatchObject({ amount: eur(20_000n) });
    const gone = await record(uuid());
    await reverse(gone.gatewayEventId);
    expect(await reviews(gone.paymentId)).toEqual([]);
  });

  it('K17, M11: a reversal that comes before its payment waits; the payment is taken back as it comes, and renews nothing', async () => {
    const { term } = await expiring();
    const [x0, r0] = [uuid(), uuid()];
    expect(await reverse(x0, r0)).toBeUndefined();
    expect(await reverse(x0, r0)).toBeUndefined();
    expect(await reviews(`erp/${r0}`)).toEqual(['reversal_waiting']);
    await expect(reverse('other', r0)).rejects.toEqual(code('GATEWAY_EVENT_CONFLICT'));
    expect(await record(term.termId, { gatewayEventId: x0 })).toMatchObject({
      state: PaymentState.PAYMENT_STATE_REVERSED,
      reason: 'chargeback',
    });
    expect(await types(term.termId)).toEqual(['quote.issued', 'payment.received', 'payment.reversed']);
    expect(await undone(term.termId)).toEqual([[]]);
    expect(await reviews(`erp/${r0}`)).toEqual([]);
    expect((await look(term.termId))[0]).toMatchObject({ closed: false, amount: eur(120_000n) });
    expect((await reverse(x0, r0)).state).toBe(PaymentState.PAYMENT_STATE_REVERSED);
  });

  it('the same money back under two ids is taken once; the second is refused by field and may be repeated so', async () => {
    const { term } = await expiring();
    const paid = await record(term.termId);
    await reverse(paid.gatewayEventId, uuid(), eur(120_000n));
    const again = uuid();
    for (let n = 0; n < 2; n += 1)
      await expect(reverse(paid.gatewayEventId, again, eur(120_000n))).rejects.toEqual(
        code('INVALID_REQUEST', 'out_of_range'),
      );
    expect(await undone(term.termId)).toEqual([[`payment:${paid.paymentId}:1`]]);
  });

  it('one in another currency that came first takes nothing, and a person hears of it (K17, M11)', async () => {
    const { term } = await expiring();
    const [x, r] = [uuid(), uuid()];
    await reverse(x, r, { currency: 'USD', minor: 120_000n });
    expect(await record(term.termId, { gatewayEventId: x })).toMatchObject({
      state: PaymentState.PAYMENT_STATE_RENEWED,
    });
    expect(await reviews(`erp/${r}`)).toEqual(['reversal_differs']);
    expect(await undone(term.termId)).toEqual([]);
  });

  it('parts that came first and are more than the payment take all of it, and no more; a person hears of it', async () => {
    const { term } = await expiring();
    const [x, excess] = [uuid(), uuid()];
    await reverse(x, uuid(), eur(70_000n));
    await reverse(x, excess, eur(70_000n));
    expect(await record(term.termId, { gatewayEventId: x })).toMatchObject({
      state: PaymentState.PAYMENT_STATE_REVERSED,
      reversed: eur(120_000n),
    });
    expect(await reviews(`erp/${excess}`)).toEqual(['reversal_differs']);
  });
});

const undone = async (termId: string): Promise<string[][]> =>
  (await published(termId))
    .filter(({ type }) => type === 'payment.reversed')
    .map(({ data }) => (JSON.parse(data) as { undoes?: string[] }).undoes ?? []);

const reverseAt = (gateway: string, reversesGatewayEventId: string) =>
  unary(
    client,
    'reversePayment',
    { gateway, gatewayEventId: uuid(), reversesGatewayEventId, reason: '', amount: undefined },
    5_000,
  );

describe('restate', () => {
  it('publishes every quote, payment, cause and reversal again, page by page, in the order in which they came', async () => {
    const { term } = await expiring();
    const a = await record(term.termId, { amount: eur(84_000n) });
    await record(term.termId, { amount: eur(36_000n) });
    await reverse(a.gatewayEventId);
    await record(term.termId, { amount: eur(84_001n) });
    for (let afterId = '', calls = 0; calls === 0 || afterId !== ''; calls += 1) {
      afterId = (await unary(client, 'restate', { afterId, pageSize: 7 }, 5_000)).nextAfterId;
      expect(calls).toBeLessThan(100);
    }
    const [live, restated] = [await published(term.termId), await published(term.termId, true)];
    expect(restated.map(({ type, data }) => [type, JSON.parse(data)])).toEqual(
      live.map(({ type, data }) => [type, JSON.parse(data)]),
    );
    expect(restated).toHaveLength(6);
    const [rows] = await database.query<{ quotes: bigint; restated: bigint }>(
      "select (select count(*) from quote) as quotes, (select count(*) from outbox where restated and type = 'quote.issued') as restated",
      [],
    );
    expect(rows?.restated).toBe(rows?.quotes);
    await expect(unary(client, 'restate', { afterId: 'payment:x', pageSize: 7 }, 5_000)).rejects.toEqual(
      code('INVALID_REQUEST', 'not_an_id'),
    );
  });
});
