import { newEvent } from '@perennial/events/event';
import { instant } from '@perennial/kernel/instant';
import { PaymentState } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { unary } from '@perennial/service/grpc/client';
import { signLink } from '@perennial/service/link/signed-link';
import { termAt } from '@perennial/testing/system/contract-snapshots';
import { PayByLink } from './link/pay-by-link.js';
import { ShowRenewalLink } from './link/show-renewal-link.js';
import { RecordPayments } from './payment/record-payments.js';
import {
  KEYS,
  client,
  closeScene,
  code,
  database,
  eur,
  expiring,
  look,
  openScene,
  payByLink,
  payLink,
  record,
  reverse,
  service,
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
    const cause = `payment:${paid.paymentId}`;
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
    });
    expect(await reverse(paid.gatewayEventId, reversalId)).toEqual(reversed);
    const [{ payToken } = { payToken: '' }] = await look(term.termId);
    const clicked = await payByLink(payToken);
    expect(clicked).toMatchObject({ state: PaymentState.PAYMENT_STATE_RENEWED, gateway: 'sandbox' });
    await unary(
      client,
      'reversePayment',
      {
        gateway: 'sandbox',
        gatewayEventId: uuid(),
        reversesGatewayEventId: clicked.gatewayEventId,
        reason: '',
        amount: undefined,
      },
      5_000,
    );
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

  it('refuses what it cannot take back', async () => {
    const { term } = await expiring();
    const partial = await record(term.termId, { amount: eur(1n) });
    const [paid, reversalId] = [await record(term.termId), uuid()];
    await expect(reverse('never-seen')).rejects.toEqual(code('PAYMENT_NOT_FOUND'));
    await expect(reverse(partial.gatewayEventId)).rejects.toEqual(code('PAYMENT_NOT_RENEWED'));
    await reverse(paid.gatewayEventId, reversalId);
    await expect(reverse(paid.gatewayEventId)).rejects.toEqual(code('PAYMENT_NOT_RENEWED'));
    await expect(reverse(partial.gatewayEventId, reversalId)).rejects.toEqual(code('GATEWAY_EVENT_CONFLICT'));
  });
});

describe('links', () => {
  it('looks at many terms at once, with price and token, and writes nothing', async () => {
    const { term } = await expiring();
    const unknown = uuid();
    const before = await database.query('select count(*) as n from outbox', []);
    const [known, other] = await look(term.termId, unknown);
    expect(known).toMatchObject({
      termId: term.termId,
      closed: false,
      cause: '',
      quoteVersion: 1,
      amount: eur(120_000n),
      payToken: expect.stringMatching(/^[\w-]+$/),
    });
    expect(other).toMatchObject({
      termId: unknown,
      closed: false,
      cause: '',
      quoteVersion: 0,
      amount: undefined,
      payToken: '',
    });
    expect(await database.query('select count(*) as n from outbox', [])).toEqual(before);
  });

  it('shows the current price of an older link, pays once for a double click, and is then consumed (P-01, one-price)', async () => {
    const { contract, term } = await expiring();
    const token = (await look(term.termId))[0]?.payToken ?? '';
    await told(newEvent('contract.changed', { contract, terms: [termAt(term, 2, { amount: eur(150_000n) })] }));
    const shown = {
      termId: term.termId,
      contractId: term.contractId,
      product: 'Suite',
      lastDay: '2024-08-31',
      amount: eur(150_000n),
      quoteVersion: 2,
      state: 'OPEN',
      canPayHere: true,
      price: eur(150_000n),
    };
    expect([await payLink(token), await payLink(token)]).toMatchObject([shown, shown]);
    const clicks = await Promise.allSettled([payByLink(token), payByLink(token)]);
    expect(
      clicks.map((click) =>
        click.status === 'fulfilled' ? click.value.state : (click.reason as { code: string }).code,
      ),
    ).toContain(PaymentState.PAYMENT_STATE_RENEWED);
    await expect(payByLink(token)).rejects.toEqual(code('LINK_CONSUMED'));
    expect(await payLink(token)).toMatchObject({ state: 'PAID', canPayHere: false });
    expect((await types(term.termId)).filter((type) => type === 'payment.renewed')).toHaveLength(1);
  });

  it('refuses links that are altered, expired or made for something else', async () => {
    const { term } = await expiring();
    const token = (await look(term.termId))[0]?.payToken ?? '';
    const altered = Buffer.from(token, 'base64url');
    altered[20] = (altered[20] ?? 0) ^ 1;
    const subject = `${term.termId}:1`;
    const expired = signLink(KEYS, { purpose: 'pay', subject, expiresAt: service.clock.now() });
    const other = signLink(KEYS, { purpose: 'unsubscribe', subject, expiresAt: instant(service.clock.now() + 1_000) });
    for (const [text, rule] of [
      [altered.toString('base64url'), 'altered'],
      [expired, 'expired'],
      [other, 'wrong_purpose'],
      ['x', 'malformed'],
      ['', 'malformed'],
    ] as const) {
      await expect(payLink(text)).rejects.toEqual(code('INVALID_LINK', rule));
      await expect(payByLink(text)).rejects.toEqual(code('INVALID_LINK', rule));
    }
    expect(await types(term.termId)).toEqual(['quote.issued']);
  });
});

describe('without a gateway', () => {
  it('shows a link and refuses to pay by it', async () => {
    const { term } = await expiring();
    const config = { ...service.app.get<ServiceConfig>(SERVICE_CONFIG), PERENNIAL_CLOCK: 'system' as const };
    const show = new ShowRenewalLink(database, service.clock, config);
    const token = (await look(term.termId))[0]?.payToken ?? '';
    expect(await show.execute(token)).toMatchObject({ state: 'OPEN', canPayHere: false });
    await expect(new PayByLink(show, service.app.get(RecordPayments), service.clock).execute(token)).rejects.toEqual(
      code('NO_GATEWAY'),
    );
  });
});

describe('restate', () => {
  it('publishes every quote and payment again, page by page', async () => {
    const { term } = await expiring();
    await reverse((await record(term.termId)).gatewayEventId);
    for (let afterId = '', calls = 0; calls === 0 || afterId !== ''; calls += 1) {
      afterId = (await unary(client, 'restate', { afterId, pageSize: 7 }, 5_000)).nextAfterId;
      expect(calls).toBeLessThan(100);
    }
    expect(await types(term.termId, true)).toEqual(['quote.issued', 'payment.renewed', 'payment.reversed']);
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
