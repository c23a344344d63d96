import { newEvent } from '@perennial/events/event';
import { addMs, DAY, instant } from '@perennial/kernel/instant';
import { PaymentState } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { unary } from '@perennial/service/grpc/client';
import { signLink } from '@perennial/service/link/signed-link';
import { contractWithTerm, termAt } from '@perennial/testing/system/contract-snapshots';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
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
  service,
  told,
  types,
  uuid,
} from '../test/payments-scene.js';

beforeAll(openScene, 60_000);
afterAll(closeScene);

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

  it('shows what is asked for, pays once for a double click, and is then consumed (P-01, one-price)', async () => {
    const { term } = await expiring();
    const token = (await look(term.termId))[0]?.payToken ?? '';
    await record(term.termId, { amount: eur(20_000n) });
    const shown = {
      termId: term.termId,
      contractId: term.contractId,
      product: 'Suite',
      lastDay: '2024-08-31',
      amount: eur(100_000n),
      received: eur(20_000n),
      quoteVersion: 1,
      state: 'OPEN',
      canPayHere: true,
      price: eur(120_000n),
    };
    expect([await payLink(token), await payLink(token)]).toMatchObject([shown, shown]);
    const rest = () => payByLink(token, 1, eur(100_000n));
    const clicks = await Promise.allSettled([rest(), rest()]);
    expect(
      clicks.map((click) =>
        click.status === 'fulfilled' ? click.value.state : (click.reason as { code: string }).code,
      ),
    ).toContain(PaymentState.PAYMENT_STATE_RENEWED);
    await expect(rest()).rejects.toEqual(code('LINK_CONSUMED'));
    expect(await payLink(token)).toMatchObject({ state: 'PAID', canPayHere: false });
    expect((await types(term.termId)).filter((type) => type === 'payment.renewed')).toHaveLength(1);
  });

  it('M9, review 16: what the page showed is charged while it binds; after that nothing, and the new amount is named', async () => {
    const { contract, term } = await expiring();
    const token = (await look(term.termId))[0]?.payToken ?? '';
    await payLink(token);
    await told(newEvent('contract.changed', { contract, terms: [termAt(term, 2, { amount: eur(150_000n) })] }));
    await record(term.termId, { amount: eur(50_000n) });
    await expect(payByLink(token)).rejects.toMatchObject({
      code: 'QUOTE_CHANGED',
      violations: [
        { field: 'quote_version', rule: 'not_current', message: 'is 2 now' },
        { field: 'amount', rule: 'not_current', message: 'is 700.00 EUR now' },
      ],
    });
    await expect(payByLink(token, 3, eur(70_000n))).rejects.toEqual(code('QUOTE_CHANGED'));
    expect(await payByLink(token, 1, eur(70_000n))).toMatchObject({ state: PaymentState.PAYMENT_STATE_RENEWED });
    const other = await expiring();
    const [{ payToken } = { payToken: '' }] = await look(other.term.termId);
    await told(
      newEvent('contract.changed', {
        contract: other.contract,
        terms: [termAt(other.term, 2, { amount: eur(150_000n) })],
      }),
    );
    expect(await payByLink(payToken, 1, eur(120_000n))).toMatchObject({ state: PaymentState.PAYMENT_STATE_RENEWED });
  });

  it('refuses a post without what the page showed', async () => {
    const { term } = await expiring();
    const token = (await look(term.termId))[0]?.payToken ?? '';
    await expect(
      unary(client, 'payByLink', { token, quoteVersion: 0, amount: undefined }, 5_000),
    ).rejects.toMatchObject({ code: 'INVALID_REQUEST', violations: [{ field: 'quote_version' }, { field: 'amount' }] });
    expect(await types(term.termId)).toEqual(['quote.issued']);
  });

  it('review 18: the link of a term whose price fell to 0 has nothing to pay', async () => {
    const { contract, term } = await expiring();
    const token = (await look(term.termId))[0]?.payToken ?? '';
    await told(newEvent('contract.changed', { contract, terms: [termAt(term, 2, { amount: eur(0n) })] }));
    expect(await payLink(token)).toMatchObject({ state: 'CLOSED', canPayHere: false, amount: eur(0n) });
    await expect(payByLink(token)).rejects.toEqual(code('NOTHING_TO_PAY'));
  });

  it('review 38: a link lives until its term lapses, however early its mail went out', async () => {
    const { contract, term } = contractWithTerm();
    const far = termAt(term, 1, { lastDay: '2025-06-30' });
    await told(
      newEvent('contract.changed', { contract, terms: [far] }),
      newEvent('contract.expiring', { contract, term: far }),
    );
    const token = (await look(term.termId))[0]?.payToken ?? '';
    await walkTo(participantsOf([service]), addMs(service.clock.now(), 300 * DAY));
    expect(await payLink(token)).toMatchObject({ state: 'OPEN' });
    await told(
      newEvent('contract.lapsed', {
        term: termAt(far, 2, { state: TermState.TERM_STATE_LAPSED }),
        cause: 'contract:2',
        reason: '',
      }),
    );
    await expect(payLink(token)).rejects.toEqual(code('INVALID_LINK', 'expired'));
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
      const nothing = { token: text, quoteVersion: 0, amount: undefined };
      await expect(unary(client, 'payByLink', nothing, 5_000)).rejects.toEqual(code('INVALID_LINK', rule));
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
    const pay = new PayByLink(show, service.app.get(RecordPayments), service.clock);
    await expect(pay.execute(token, { version: 1, amount: eur(120_000n) })).rejects.toEqual(code('NO_GATEWAY'));
  });
});
