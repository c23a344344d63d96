import { newEvent } from '@perennial/events/event';
import { type TermId } from '@perennial/kernel/ids';
import { parseInstant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import { PaymentState } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { unary } from '@perennial/service/grpc/client';
import { contractWithTerm, termAt } from '@perennial/testing/system/contract-snapshots';
import { AssignOwners } from './payment/assign-owners.js';
import { RecordPayments } from './payment/record-payments.js';
import {
  client,
  closeScene,
  code,
  database,
  eur,
  expiring,
  look,
  openScene,
  published,
  record,
  service,
  told,
  types,
  uuid,
} from '../test/payments-scene.js';

beforeAll(openScene, 60_000);
afterAll(closeScene);

describe('quotes', () => {
  it('issues version 1 on contract.expiring, the next on a changed amount, none for an older or equal version (P-05, in-order)', async () => {
    const { contract, term } = await expiring();
    const dearer = newEvent('contract.changed', { contract, terms: [termAt(term, 3, { amount: eur(150_000n) })] });
    const stale = newEvent('contract.changed', { contract, terms: [termAt(term, 2, { amount: eur(99n) })] });
    await told(dearer, stale, dearer, newEvent('contract.expiring', { contract, term }));
    const quotes = (await published(term.termId)).map(
      ({ type, data }) => [type, JSON.parse(data) as { version: number; amount: { minor: string } }] as const,
    );
    expect(quotes.map(([type, { version, amount }]) => [type, version, amount.minor])).toEqual([
      ['quote.issued', 1, '120000'],
      ['quote.issued', 2, '150000'],
    ]);
  });

  it('issues none for a term that was renewed before its horizon event came (tombstone)', async () => {
    const { contract, term } = contractWithTerm();
    const renewed = termAt(term, 2, { state: TermState.TERM_STATE_RENEWED });
    await told(
      newEvent('contract.renewed', { term: renewed, cause: 'contract:2', nextTerm: undefined, late: false }),
      newEvent('contract.expiring', { contract, term }),
    );
    expect(await types(term.termId)).toEqual([]);
    expect(await look(term.termId)).toEqual([
      expect.objectContaining({ closed: true, cause: 'contract:2', quoteVersion: 0, payToken: '' }),
    ]);
  });
});

describe('a newer build beside this one', () => {
  it('closes a term whose state this build does not know: a closing acts on ids alone', async () => {
    const { term } = await expiring();
    const unknown = 'TERM_STATE_DORMANT' as TermState;
    await told(
      newEvent('contract.cancelled', {
        term: termAt(term, 5, { state: unknown }),
        cause: 'contract:5',
        reason: '',
      }),
    );
    expect((await look(term.termId))[0]).toMatchObject({ closed: true, cause: 'contract:5' });
  });
});

describe('replicas', () => {
  it('end the same when every event is told again, in any order (in-order)', async () => {
    const { contract, term } = contractWithTerm();
    const [ended, renewed, again] = [
      termAt(term, 4, { state: TermState.TERM_STATE_LAPSED }),
      termAt(term, 6, { state: TermState.TERM_STATE_RENEWED }),
      termAt(term, 5, { amount: eur(130_000n) }),
    ];
    const history = [
      newEvent('contract.changed', { contract, terms: [term] }),
      newEvent('contract.expiring', { contract, term }),
      newEvent('contract.cancelled', {
        term: termAt(term, 2, { state: TermState.TERM_STATE_CANCELLED }),
        cause: 'contract:2',
        reason: '',
      }),
      newEvent('contract.expired', { term: termAt(term, 3, { state: TermState.TERM_STATE_EXPIRED }) }),
      newEvent('contract.lapsed', { term: ended, cause: 'contract:4', reason: '' }),
      newEvent('contract.reopened', { term: again, undoes: ['contract:2', 'contract:4'], reason: '' }),
      newEvent('contract.renewed', { term: renewed, cause: 'contract:6', nextTerm: undefined, late: true }),
    ];
    await told(...history);
    const state = () =>
      Promise.all([
        database.query('select * from term where term_id = $1', [term.termId]),
        database.query('select * from contract where contract_id = $1', [contract.contractId]),
        types(term.termId),
      ]);
    const once = await state();
    expect(once).toMatchObject([
      [{ state: 'RENEWED', version: 6, closed_by: 'contract:6', expiring: true }],
      [{ product: 'Suite' }],
      ['quote.issued', 'quote.issued'],
    ]);
    await told(...history, ...[...history].reverse());
    expect(await state()).toEqual(once);
  });
});

describe('recording', () => {
  it('takes a batch: one payment of a term renews, an event listed twice counts once', async () => {
    const [a, b] = [await expiring(), await expiring()];
    const order = (termId: string, gatewayEventId = uuid()) => ({
      gateway: 'erp',
      gatewayEventId,
      termId: termId as TermId,
      amount: eur(120_000n),
      paidAt: service.clock.now(),
    });
    const first = order(a.term.termId);
    const payments = await service.app
      .get(RecordPayments)
      .execute([first, order(b.term.termId), order(a.term.termId), first]);
    expect(payments.map(({ state, reason }) => reason || state)).toEqual([
      'RENEWED',
      'RENEWED',
      'ALREADY_PAID',
      'RENEWED',
    ]);
    expect(payments[3]?.paymentId).toBe(payments[0]?.paymentId);
  });

  it('renews for the exact quote and answers a repeat with the first result (one-payment, P-06)', async () => {
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
    await expect(record(term.termId, { gatewayEventId: `${term.termId}/1`, amount: eur(1n) })).rejects.toEqual(
      code('GATEWAY_EVENT_CONFLICT'),
    );
    expect(await types(term.termId)).toEqual(['quote.issued', 'payment.renewed']);
  });

  it('lets exactly one of 20 concurrent payments renew, and one effect of 20 concurrent repeats (one-payment, P-13, L-07)', async () => {
    const [a, b] = [await expiring(), await expiring()];
    const payments = await Promise.all(Array.from({ length: 20 }, () => record(a.term.termId)));
    expect(payments.filter(({ state }) => state === PaymentState.PAYMENT_STATE_RENEWED)).toHaveLength(1);
    expect(payments.filter(({ reason }) => reason === 'ALREADY_PAID')).toHaveLength(19);
    expect((await types(a.term.termId)).filter((type) => type === 'payment.renewed')).toHaveLength(1);
    const repeats = await Promise.all(
      Array.from({ length: 20 }, () => record(b.term.termId, { gatewayEventId: `${b.term.termId}/x` })),
    );
    expect(new Set(repeats.map(({ paymentId }) => paymentId)).size).toBe(1);
    expect(await types(b.term.termId)).toEqual(['quote.issued', 'payment.renewed']);
    const [row] = await database.query<{ renewed: number }>(
      "select count(*)::int as renewed from payment where state = 'RENEWED' and term_id = any($1::uuid[])",
      [[a.term.termId, b.term.termId]],
    );
    expect(row?.renewed).toBe(2);
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
    const reasons = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.reason || 'ok' : 'refused'));
    expect(reasons.join(' ')).toBe('ALREADY_PAID ok ok refused ok ok');
    expect(await types(terms[3]?.term.termId ?? '')).toEqual(['quote.issued']);
  });

  it('keeps money that does not renew, with its reason, an event and an alert (P-07)', async () => {
    const { term } = await expiring();
    const reasons = [
      (await record(term.termId, { amount: eur(119_999n) })).reason,
      (await record(term.termId, { amount: eur(120_001n) })).reason,
      (await record(term.termId, { amount: { currency: 'USD', minor: 120_000n } })).reason,
      (await record(term.termId)).reason,
      (await record(term.termId)).reason,
    ];
    expect(reasons).toEqual(['PARTIAL', 'OVERPAID', 'WRONG_CURRENCY', '', 'ALREADY_PAID']);
    expect(await types(term.termId)).toEqual([
      'quote.issued',
      'payment.failed',
      'payment.failed',
      'payment.failed',
      'payment.renewed',
      'payment.failed',
    ]);
    const closed = contractWithTerm();
    await told(
      newEvent('contract.cancelled', {
        term: termAt(closed.term, 2, { state: TermState.TERM_STATE_CANCELLED }),
        cause: 'contract:2',
        reason: '',
      }),
    );
    expect((await record(closed.term.termId)).reason).toBe('TERM_CLOSED');
    const metrics = await (await fetch(`http://127.0.0.1:${service.opsPort}/metrics`)).text();
    for (const reason of ['PARTIAL', 'OVERPAID', 'WRONG_CURRENCY', 'ALREADY_PAID', 'TERM_CLOSED'])
      expect(metrics).toMatch(new RegExp(`perennial_payment_failed_total\\{[^}]*reason="${reason}"`));
  });

  it('keeps money for an unknown term and tells it once the term is known', async () => {
    const { contract, term } = contractWithTerm();
    const payment = await record(term.termId);
    expect(payment).toMatchObject({ reason: 'UNKNOWN_TERM', customerId: '', state: PaymentState.PAYMENT_STATE_FAILED });
    expect(await types(term.termId)).toEqual([]);
    const changed = newEvent('contract.changed', { contract, terms: [term] });
    await told(changed, changed);
    expect(await types(term.termId)).toEqual(['payment.failed']);
    expect(
      (
        await unary(
          client,
          'listPayments',
          { customerId: term.customerId, termId: '', pageSize: 0, pageToken: '' },
          5_000,
        )
      ).payments,
    ).toHaveLength(1);
  });

  it('sets a payment aside that cannot be told, with its reason; the others of its batch are told', async () => {
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
    for (const [i, { term }] of terms.entries())
      expect(await types(term.termId)).toEqual(i === 1 ? [] : ['payment.failed']);
    const [row] = await database.query('select set_aside_reason from payment where payment_id = $1', [bad]);
    expect(row).toEqual({ set_aside_reason: 'error: no owner fits' });
    expect(await service.app.get(AssignOwners).nextDue()).toBeNull();
    await database.query(
      `drop trigger refuse_owner on payment; update payment set set_aside_reason = null where payment_id = '${bad}'`,
    );
    await told(newEvent('contract.changed', { contract: contractWithTerm().contract, terms: [] }));
    expect(await types(terms[1]?.term.termId ?? '')).toEqual(['payment.failed']);
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
    expect((await record(late.term.termId)).state).toBe(PaymentState.PAYMENT_STATE_RENEWED);
    const early = contractWithTerm();
    await told(newEvent('contract.changed', { contract: early.contract, terms: [early.term] }));
    expect((await record(early.term.termId)).state).toBe(PaymentState.PAYMENT_STATE_RENEWED);
    expect(await types(early.term.termId)).toEqual(['quote.issued', 'payment.renewed']);
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
    await expect(
      unary(client, 'listPayments', { customerId: '', termId: '', pageSize: 501, pageToken: '' }, 5_000),
    ).rejects.toEqual(code('INVALID_REQUEST', 'out_of_range'));
    await expect(
      unary(client, 'listPayments', { customerId: '', termId: '', pageSize: 0, pageToken: 'x' }, 5_000),
    ).rejects.toEqual(code('INVALID_REQUEST', 'not_a_token'));
    expect(await database.query('select 1 from payment where gateway_event_id = $1', [id])).toEqual([]);
  });
});
