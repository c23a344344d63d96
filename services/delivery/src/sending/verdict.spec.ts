import type { CustomerId, MessageId, RecipientId, ReminderId, TermId } from '@perennial/kernel/ids';
import { addMs, instant, MINUTE } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import type { Need } from '../channel/channel.js';
import type { OpenMessage, RidingDispatch } from '../message/message.js';
import { requestKey, type ResolvedRecipient, type TermLook } from '../peer/peers.js';
import type { FoundText } from '../template/template-book.js';
import { decide, PEER_WAIT_MS, type Facts } from './verdict.js';

const now = instant(Date.UTC(2024, 7, 1, 9));
const t = (n: number) => `t${n}` as TermId;
const recipient: ResolvedRecipient = {
  recipientId: 'r' as RecipientId,
  address: 'a@b.example',
  addressHmac: 'aa',
  name: 'A',
  customerName: 'B',
  locale: 'en',
  active: true,
  writer: '',
  customerCountry: 'DE',
};
const look: TermLook = {
  closed: false,
  cause: '',
  quoteVersion: 2,
  amount: { currency: 'EUR', minor: 100n },
  payToken: 'p2',
};
const dispatch = (n: number, change: Partial<RidingDispatch> = {}): RidingDispatch => ({
  reminderId: `r${n}` as ReminderId,
  rung: 0,
  messageId: 'm' as MessageId,
  termId: t(n),
  product: 'P',
  lastDay: localDate('2024-08-31'),
  template: 'reminder',
  purpose: 'reminder',
  legal: false,
  lastStep: false,
  correctsLastDay: null,
  windowClosesAt: addMs(now, 60 * MINUTE),
  further: false,
  lastOpening: false,
  withdrawn: null,
  ...change,
});
const message = (change: Partial<OpenMessage> = {}): OpenMessage => ({
  messageId: 'm' as MessageId,
  customerId: 'c' as CustomerId,
  addressee: { kind: 'CONTACT', id: 'k' as never },
  recipientId: 'r' as RecipientId,
  ownerId: null,
  channel: 'EMAIL',
  template: 'reminder',
  textRevision: 1,
  frozen: false,
  retries: 0,
  contentHash: null,
  templateVersion: null,
  locale: null,
  inputs: null,
  texts: null,
  releasedAt: now,
  passedOver: [],
  failsOver: false,
  windowClosesAt: addMs(now, 60 * MINUTE),
  dispatches: [dispatch(1)],
  ...change,
});
const key = requestKey(message());
const facts = (change: Partial<Facts> = {}): Facts => ({
  recipients: new Map([[key, recipient]]),
  looks: new Map([
    [t(1), look],
    [t(2), look],
  ]),
  closed: new Set(),
  ...change,
});
const NO_TEXT = { subject: '', text: '', html: '' };
const text = (...needs: Need[]): FoundText => ({
  name: 'reminder',
  locale: 'en',
  version: 1,
  needs: new Set(needs),
  whole: () => NO_TEXT,
  block: () => NO_TEXT,
});
const decided = (change: Partial<OpenMessage> = {}, known: Partial<Facts> = {}, found = text('price', 'pay_link')) =>
  decide(
    message(change),
    facts(known),
    () => ({ groups: [{ text: found, dispatches: message(change).dispatches }], textless: [] }),
    now,
  );
const ended = (verdict: ReturnType<typeof decide>) =>
  verdict.kind === 'end'
    ? verdict.ends.map((end) => [end.reminderId, end.state, end.outcome, end.reason, end.retry].join(' '))
    : verdict.kind;

test('price, link and whether payments answered', () => {
  expect(decided()).toMatchObject({
    kind: 'call',
    looked: true,
    apart: [],
    quotes: { t1: { version: 2, minor: '100', payToken: 'p2' } },
  });
});

test.each<[string, Partial<OpenMessage>, Partial<Facts>, string[]]>([
  [
    "today's window over at its last instant",
    { dispatches: [dispatch(1, { windowClosesAt: now })] },
    {},
    ['r1 DROPPED SKIPPED EXPIRED NEXT_OPENING'],
  ],
  [
    'withdrawn',
    { dispatches: [dispatch(1, { withdrawn: 'moved' }), dispatch(2)] },
    {},
    ['r1 DROPPED SUPERSEDED WITHDRAWN NEVER'],
  ],
  [
    'closed by the look',
    { dispatches: [dispatch(1), dispatch(2)] },
    { closed: new Set([t(2)]) },
    ['r2 DROPPED SUPPRESSED TERM_CLOSED WAIT_FOR_TERM'],
  ],
  ['no such contact', {}, { recipients: new Map() }, ['r1 DROPPED SKIPPED NO_ADDRESS OTHER_ADDRESS']],
  [
    'an addressee for whom contracts cannot answer',
    {},
    { recipients: new Map([[key, 'unreadable']]) },
    ['r1 DROPPED SKIPPED ADDRESS_UNREADABLE OTHER_ADDRESS'],
  ],
  [
    'contact left',
    {},
    { recipients: new Map([[key, { ...recipient, active: false }]]) },
    ['r1 DROPPED SKIPPED CONTACT_INACTIVE OTHER_ADDRESS'],
  ],
  [
    'another address by now',
    {},
    { recipients: new Map([[key, { ...recipient, recipientId: 'other' as RecipientId }]]) },
    ['r1 DROPPED SKIPPED ADDRESS_CHANGED OTHER_ADDRESS'],
  ],
  [
    'window over, though contracts is silent',
    { dispatches: [dispatch(1, { windowClosesAt: now })] },
    { recipients: undefined },
    ['r1 DROPPED SKIPPED EXPIRED NEXT_OPENING'],
  ],
  [
    'frozen and over',
    { frozen: true, dispatches: [dispatch(1, { windowClosesAt: now }), dispatch(2)] },
    {},
    ['r1 UNCERTAIN SENT EXPIRED NEVER', 'r2 UNCERTAIN SENT EXPIRED NEVER'],
  ],
])('%s', (_name, change, known, expected) => {
  expect(ended(decided(change, known))).toEqual(expected);
});

test('an unknown template ends what it should tell; the others go on', () => {
  const riding = message({ dispatches: [dispatch(1), dispatch(2)] });
  const texts = () => ({ groups: [{ text: text(), dispatches: [dispatch(2)] }], textless: [dispatch(1)] });
  expect(ended(decide(riding, facts(), texts, now))).toEqual(['r1 FAILED SKIPPED TEMPLATE NEVER']);
});

test.each<Partial<Facts>>([
  { recipients: undefined },
  { looks: undefined },
  { looks: new Map([[t(1), { ...look, quoteVersion: 0 }]]) },
])('waits for contracts, for payments and for a first quote %#', (known) => {
  expect(decided({}, known)).toMatchObject({ kind: 'wait', at: now + PEER_WAIT_MS });
});

test('waits grow with the time that went by, up to a minute, and end with the window', () => {
  const at = (sinceRelease: number, change: Partial<OpenMessage> = {}) =>
    decided({ releasedAt: addMs(now, -sinceRelease), ...change }, { recipients: undefined });
  expect([at(0), at(4_000), at(3_600_000)]).toMatchObject([
    { at: now + 1_000 },
    { at: now + 4_000 },
    { at: now + 60_000 },
  ]);
  expect(at(3_600_000, { windowClosesAt: addMs(now, 5) })).toMatchObject({ at: now + 5 });
});

test('without an answer the last quote goes, and the attempt says so; the same version keeps its link', () => {
  const inputs = { [t(1)]: { version: 2, currency: 'EUR', minor: '100', payToken: 'p1' } };
  expect(decided({ inputs }, { looks: undefined })).toMatchObject({ kind: 'call', looked: false, quotes: inputs });
  expect(decided({ inputs })).toMatchObject({ quotes: inputs });
  const looks = new Map([[t(1), { ...look, quoteVersion: 3 }]]);
  expect(decided({ inputs }, { looks })).toMatchObject({ quotes: { t1: { version: 3 } } });
  expect(decided({ inputs, frozen: true }, { looks })).toMatchObject({ quotes: inputs });
});

describe('what a text needs', () => {
  const dispatches = [dispatch(1), dispatch(2)];
  const looks = new Map([[t(1), look]]);

  test('a dispatch without a quote leaves, the others go', () => {
    expect(decided({ dispatches }, { looks })).toMatchObject({
      kind: 'call',
      groups: [{ dispatches: [{ termId: 't1' }] }],
      apart: [{ termId: 't2' }],
      apartUntil: now + PEER_WAIT_MS,
      quotes: { t1: { version: 2 } },
    });
  });

  test('a text without price and link needs no quote, and names none', () => {
    expect(decided({ dispatches }, { looks: undefined }, text('opt_out_link'))).toMatchObject({
      kind: 'call',
      apart: [],
      quotes: { t1: null, t2: null },
    });
  });
});
