import { addMs, instant } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { versionOf, type OpenMessage, type Rider } from '../message/message.js';
import type { ResolvedContact, TermLook } from '../peer/peers.js';
import { admit } from './admission.js';
import { effectOf } from './call-effect.js';
import { decide, PEER_WAIT_MS, type Facts } from './verdict.js';

const now = instant(Date.UTC(2024, 7, 1, 9));
const contact: ResolvedContact = {
  address: 'a@b.example',
  addressHmac: 'aa',
  contactName: 'A',
  customerName: 'B',
  locale: 'en',
  active: true,
};
const look: TermLook = {
  closed: false,
  cause: '',
  quoteVersion: 2,
  amount: { currency: 'EUR', minor: 100n },
  payToken: 'p2',
};
const rider = (n: number, change: Partial<Rider> = {}): Rider => ({
  reminderId: `r${n}`,
  messageId: 'm',
  termId: `t${n}`,
  template: 'reminder',
  product: 'P',
  lastDay: localDate('2024-08-31'),
  closesAt: addMs(now, 1),
  withdrawn: null,
  ...change,
});
const message = (change: Partial<OpenMessage> = {}): OpenMessage => ({
  id: 'm',
  customerId: 'c',
  contactId: 'k',
  recipientId: 'r',
  channel: 'EMAIL',
  textRevision: 1,
  frozen: false,
  attempts: 0,
  contentHash: null,
  templateVersion: null,
  locale: null,
  inputs: null,
  releasedAt: now,
  riders: [rider(1)],
  ...change,
});
const facts = (change: Partial<Facts> = {}): Facts => ({
  contacts: new Map([['k', contact]]),
  looks: new Map([
    ['t1', look],
    ['t2', look],
  ]),
  closed: new Set(),
  ...change,
});
const ended = (verdict: ReturnType<typeof decide>) =>
  verdict.kind === 'end'
    ? verdict.ends.map((end) => [end.reminderId, end.state, end.outcome, end.reason])
    : verdict.kind;

describe('before the locks', () => {
  test('price, link and whether payments answered', () => {
    expect(decide(message(), facts(), now)).toMatchObject({
      kind: 'call',
      looked: true,
      quotes: { t1: { version: 2, minor: '100', payToken: 'p2' } },
    });
  });

  test.each<[string, Partial<OpenMessage>, Partial<Facts>, unknown]>([
    [
      'window over at its last instant',
      { riders: [rider(1, { closesAt: now })] },
      {},
      [['r1', 'DROPPED', 'SKIPPED', 'EXPIRED']],
    ],
    [
      'withdrawn',
      { riders: [rider(1, { withdrawn: 'moved' }), rider(2)] },
      {},
      [['r1', 'DROPPED', 'SUPERSEDED', 'WITHDRAWN']],
    ],
    [
      'closed by the look',
      { riders: [rider(1), rider(2)] },
      { closed: new Set(['t2']) },
      [['r2', 'DROPPED', 'SUPPRESSED', 'TERM_CLOSED']],
    ],
    ['no such contact', {}, { contacts: new Map() }, [['r1', 'DROPPED', 'SKIPPED', 'NO_ADDRESS']]],
    [
      'contact left',
      {},
      { contacts: new Map([['k', { ...contact, active: false }]]) },
      [['r1', 'DROPPED', 'SKIPPED', 'CONTACT_INACTIVE']],
    ],
    [
      'window over, though contracts is silent',
      { riders: [rider(1, { closesAt: now })] },
      { contacts: undefined },
      [['r1', 'DROPPED', 'SKIPPED', 'EXPIRED']],
    ],
    [
      'frozen and over',
      { frozen: true, riders: [rider(1, { closesAt: now }), rider(2)] },
      {},
      [
        ['r1', 'UNCERTAIN', 'SENT', 'EXPIRED'],
        ['r2', 'UNCERTAIN', 'SENT', 'EXPIRED'],
      ],
    ],
  ])('%s', (_name, change, known, expected) => {
    expect(ended(decide(message(change), facts(known), now))).toEqual(expected);
  });

  test('waits for contracts, for payments and for a first quote', () => {
    for (const known of [
      { contacts: undefined },
      { looks: undefined },
      { looks: new Map([['t1', { ...look, quoteVersion: 0 }]]) },
    ]) {
      expect(decide(message(), facts(known), now)).toMatchObject({ kind: 'wait', at: now + PEER_WAIT_MS });
    }
  });

  test('waits grow with the time that went by, up to a minute', () => {
    const at = (sinceRelease: number) =>
      decide(message({ releasedAt: addMs(now, -sinceRelease) }), facts({ contacts: undefined }), now);
    expect([0, 4_000, 3_600_000].map(at)).toMatchObject([
      { at: now + 1_000 },
      { at: now + 4_000 },
      { at: now + 60_000 },
    ]);
  });

  test('without an answer the last quote goes, and the attempt says so; the same version keeps its link', () => {
    const inputs = { t1: { version: 2, currency: 'EUR', minor: '100', payToken: 'p1' } };
    expect(decide(message({ inputs }), facts({ looks: undefined }), now)).toMatchObject({
      kind: 'call',
      looked: false,
      quotes: inputs,
    });
    expect(decide(message({ inputs }), facts(), now)).toMatchObject({ quotes: inputs });
    const newer = new Map([['t1', { ...look, quoteVersion: 3 }]]);
    expect(decide(message({ inputs }), facts({ looks: newer }), now)).toMatchObject({ quotes: { t1: { version: 3 } } });
    expect(decide(message({ inputs, frozen: true }), facts({ looks: newer }), now)).toMatchObject({ quotes: inputs });
  });
});

describe('under the locks', () => {
  const locked = {
    guards: new Map([
      ['t1', false],
      ['t2', false],
    ]),
    messages: new Map([['m', versionOf(message())]]),
    optedOut: new Set<string>(),
  };

  test('open guards, own lock, same text: call', () => {
    expect(admit(message(), 'aa', locked)).toEqual({ kind: 'call' });
  });

  test('busy: guard not returned, message not locked, text changed or called since', () => {
    expect(admit(message({ riders: [rider(1), rider(3)] }), 'aa', locked)).toEqual({ kind: 'busy' });
    expect(admit(message(), 'aa', { ...locked, messages: new Map() })).toEqual({ kind: 'busy' });
    expect(admit(message({ textRevision: 2 }), 'aa', locked)).toEqual({ kind: 'busy' });
    expect(admit(message({ attempts: 1 }), 'aa', locked)).toEqual({ kind: 'busy' });
  });

  test('closed riders leave; a frozen text cannot lose one', () => {
    const closed = {
      ...locked,
      guards: new Map([
        ['t1', true],
        ['t2', false],
      ]),
    };
    const riders = [rider(1), rider(2)];
    expect(admit(message({ riders }), 'aa', closed)).toMatchObject({
      kind: 'end',
      ends: [{ reminderId: 'r1', outcome: 'SUPPRESSED' }],
    });
    expect(admit(message({ riders, frozen: true }), 'aa', closed)).toMatchObject({
      kind: 'end',
      ends: [{ state: 'UNCERTAIN' }, { state: 'UNCERTAIN' }],
    });
  });

  test('an opt-out refuses all riders', () => {
    expect(admit(message(), 'aa', { ...locked, optedOut: new Set(['aa']) })).toMatchObject({
      kind: 'end',
      ends: [{ outcome: 'SKIPPED', reason: 'OPTED_OUT' }],
    });
    expect(admit(message(), 'bb', { ...locked, optedOut: new Set(['aa']) })).toEqual({ kind: 'call' });
  });
});

describe('after the call', () => {
  const none = { lookup: false, idempotent: false };

  test('a result makes of message and rider', () => {
    expect(effectOf({ kind: 'accepted', providerMessageId: 'x' }, 'm', 0, none)).toMatchObject({
      attempt: 'ACCEPTED',
      message: 'ACCEPTED',
      rider: { outcome: 'SENT' },
    });
    expect(effectOf({ kind: 'refused', reason: 'SMTP_550' }, 'm', 0, none)).toMatchObject({
      message: 'FAILED',
      rider: { state: 'FAILED', reason: 'SMTP_550' },
    });
    expect(effectOf({ kind: 'expired' }, 'm', 3, none)).toMatchObject({
      attempt: 'EXPIRED',
      message: 'OPEN',
      delayMs: 0,
      counts: false,
    });
    expect(effectOf({ kind: 'retryable', reason: 'x', retryAfterMs: 1e9 }, 'm', 0, none)).toMatchObject({
      message: 'OPEN',
      delayMs: 1e9,
      counts: true,
      freezes: false,
    });
    expect(effectOf({ kind: 'ambiguous', reason: 'x' }, 'm', 0, none)).toMatchObject({
      message: 'UNCERTAIN',
      rider: { state: 'UNCERTAIN', outcome: 'SENT' },
    });
    expect(effectOf({ kind: 'ambiguous', reason: 'x' }, 'm', 0, { lookup: true, idempotent: true })).toMatchObject({
      message: 'OPEN',
      freezes: true,
      rider: undefined,
    });
  });
});
