import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import { parseInstant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import { PaymentState } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { contractWithTerm } from '@perennial/testing/system/contract-snapshots';
import { MatchPayments } from './payment/match-payments.js';
import { RecordPayments } from './payment/record-payments.js';
import {
  closeScene,
  code,
  database,
  eur,
  expiring,
  list,
  look,
  openScene,
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

describe('recording', () => {
  it('takes a batch: one payment of a term renews, a second one is surplus, an event listed twice counts once', async () => {
    const [a, b] = [await expiring(), await expiring()];
    const order = (termId: string, gatewayEventId = uuid(), amount = FULL) => ({
      gateway: 'erp',
      gatewayEventId,
      termId: termId as TermId,
      reference: null,
      amount,
      paidAt: service.clock.now(),
    });
    const first = order(a.term.termId);
    const payments = await service.app
      .get(RecordPayments)
      .execute([first, order(b.term.termId), order(a.term.termId), first]);
    expect(payments.map(({ state }) => state)).toEqual(['RENEWED', 'RENEWED', 'RECEIVED', 'RENEWED']);
    expect(payments[3]?.paymentId).toBe(payments[0]?.paymentId);
    expect(await reviews(a.term.termId)).toEqual(['payment_surplus']);
    const { term } = await expiring();
    const halves = [60_000n, 60_000n].map((minor) => order(term.termId, uuid(), eur(minor)));
    const parts = await service.app.get(RecordPayments).execute(halves);
    expect(parts.map(({ state }) => state)).toEqual(['RECEIVED', 'RENEWED']);
    expect(await types(term.termId)).toEqual(['quote.issued', 'payment.received', 'payment.renewed']);
  });

  it('renews for the exact quote and answers a repeat with its payment (one-payment, P-06)', async () => {
    const { term } = await expiring();
    const first = await record(term.termId, { gatewayEventId: `${term.termId}/1`, paidAt: '2024-06-30T10:00:00Z' });
    expect(first).toMatchObject({
      state: PaymentState.PAYMENT_STATE_RENEWED,
      quoteVersion: 1,
      customerId: term.customerId,
      contractId: term.contractId,
      reason: '',
    });
    expect(orThrow(parseInstant(first.paidAt ?? ''), Error)).toBe(Date.UTC(2024, 5, 30, 10));
    expect(await record(term.termId, { gatewayEventId: `${term.termId}/1` })).toEqual(first);
    for (const other of [{ amount: eur(1n) }, { termId: uuid() }])
      await expect(record(term.termId, { gatewayEventId: `${term.termId}/1`, ...other })).rejects.toEqual(
        code('GATEWAY_EVENT_CONFLICT'),
      );
    expect(await types(term.termId)).toEqual(['quote.issued', 'payment.renewed']);
  });

  it('renews once for 20 payments at once, with one effect of 20 repeats (one-payment, P-13, L-07)', async () => {
    const { term } = await expiring();
    const same = `${uuid()}/same`;
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => record(term.termId, { gatewayEventId: same })),
      ...Array.from({ length: 20 }, () => record(term.termId)),
    ]);
    expect(answers.filter(({ state }) => state === PaymentState.PAYMENT_STATE_RENEWED).length).toBeLessThanOrEqual(20);
    const causes = await database.query('select cause from cause where term_id = $1 and undone_at is null', [
      term.termId,
    ]);
    expect(causes).toHaveLength(1);
    expect((await types(term.termId)).filter((type) => type === 'payment.renewed')).toHaveLength(1);
    expect(await list({ termId: term.termId })).toHaveLength(21);
  });

  it('records calls that come side by side together; one that contradicts its first report fails alone', async () => {
    const terms = await Promise.all(Array.from({ length: 6 }, () => expiring()));
    const known = `${uuid()}/known`;
    await record(terms[0]?.term.termId ?? '', { gatewayEventId: known });
    const answers = await Promise.allSettled(
      terms.map(({ term }, i) =>
        record(term.termId, i === 3 ? { gatewayEventId: known, amount: eur(1n) } : { gatewayEventId: `${known}/${i}` }),
      ),
    );
    const states = answers.map((answer) =>
      answer.status === 'fulfilled' ? answer.value.state.replace('PAYMENT_STATE_', '') : 'refused',
    );
    expect(states.join(' ')).toBe('RECEIVED RENEWED RENEWED refused RENEWED RENEWED');
    expect(await types(terms[3]?.term.termId ?? '')).toEqual(['quote.issued']);
  });
});

describe('money without its term', () => {
  it('waits for it, on the list, and counts as soon as it arrives (issue 10, Edges)', async () => {
    const { contract, term } = contractWithTerm();
    const payment = await record(term.termId);
    expect(payment).toMatchObject({
      reason: '',
      customerId: '',
      termId: term.termId,
      state: PaymentState.PAYMENT_STATE_UNMATCHED,
    });
    expect(await record(term.termId, { gatewayEventId: payment.gatewayEventId })).toEqual(payment);
    expect(await reviews(payment.paymentId)).toEqual(['payment_unmatched']);
    const ids = (await list({ state: PaymentState.PAYMENT_STATE_UNMATCHED })).map(({ paymentId }) => paymentId);
    expect(ids).toContain(payment.paymentId);
    const changed = newEvent('contract.changed', { contract, terms: [term] });
    await told(changed, changed);
    expect(await types(term.termId)).toEqual(['quote.issued', 'payment.renewed']);
    expect(await list({ customerId: term.customerId })).toMatchObject([{ state: PaymentState.PAYMENT_STATE_RENEWED }]);
    expect(await reviews(payment.paymentId)).toEqual([]);
  });

  it('sets a payment aside that cannot be booked, with its reason; the others of its batch are booked', async () => {
    const terms = [contractWithTerm(), contractWithTerm(), contractWithTerm()];
    const payments = [];
    for (const { term } of terms) payments.push(await record(term.termId));
    const bad = payments[1]?.paymentId ?? '';
    await database.query(`
      create function refuse_owner() returns trigger language plpgsql as $$
      begin raise exception 'no owner fits' using errcode = '22000'; end $$;
      create trigger refuse_owner before update of customer_id on payment
        for each row when (new.payment_id = '${bad}') execute function refuse_owner()`);
    for (const { contract, term } of terms) await told(newEvent('contract.changed', { contract, terms: [term] }));
    const renewed = ['quote.issued', 'payment.renewed'];
    for (const [i, { term }] of terms.entries()) expect(await types(term.termId)).toEqual(i === 1 ? [] : renewed);
    const [row] = await database.query('select set_aside_reason from payment where payment_id = $1', [bad]);
    expect(row).toEqual({ set_aside_reason: 'error: no owner fits' });
    expect(await service.app.get(MatchPayments).nextDue(service.database)).toBeNull();
    await database.query(
      `drop trigger refuse_owner on payment; update payment set set_aside_reason = null where payment_id = '${bad}'`,
    );
    await told(newEvent('contract.changed', { contract: contractWithTerm().contract, terms: [] }));
    expect(await types(terms[1]?.term.termId ?? '')).toEqual(renewed);
  });
});

it('refuses hostile fields and keeps nothing of them', async () => {
  const id = `bad-${uuid()}`;
  await expect(record("'; drop table payment; --", { gatewayEventId: id })).rejects.toEqual(
    code('INVALID_REQUEST', 'not_an_id'),
  );
  await expect(record(uuid(), { gatewayEventId: id, amount: eur(0n) })).rejects.toEqual(
    code('INVALID_REQUEST', 'out_of_range'),
  );
  await expect(look(...Array.from({ length: 1_001 }, uuid))).rejects.toEqual(code('INVALID_REQUEST', 'too_many'));
  await expect(list({ pageSize: 501 })).rejects.toEqual(code('INVALID_REQUEST', 'out_of_range'));
  await expect(list({ pageToken: 'x' })).rejects.toEqual(code('INVALID_REQUEST', 'not_a_token'));
  expect(await database.query('select 1 from payment where gateway_event_id = $1', [id])).toEqual([]);
});
