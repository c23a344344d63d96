import { sesEvidence, tagOf } from './ses-event.js';

const KEY = '0190b5c8-0000-7000-8000-000000000001.1';
const mail = { messageId: '0107', destination: ['ada@customer.example'], tags: { 'perennial-key': [tagOf(KEY)] } };
const bounce = (bounceType: string, bounceSubType: string, recipient: object = {}) => ({
  bounceType,
  bounceSubType,
  bouncedRecipients: [{ emailAddress: 'ada@customer.example', status: '5.1.1', action: 'failed', ...recipient }],
  timestamp: '2024-07-01T00:00:00.000Z',
});
const told = (event: object): string[] =>
  sesEvidence({ mail, ...event }).map(({ evidence, closesAddress }) => `${evidence}${closesAddress ? ' closes' : ''}`);

test('an event is about the mail of our key', () => {
  expect(sesEvidence({ eventType: 'Delivery', delivery: { timestamp: '2024-07-01T00:00:00.000Z' }, mail })).toEqual([
    {
      reportId: '0107 delivered',
      message: { idempotencyKey: KEY },
      evidence: 'delivered',
      happenedAt: Date.UTC(2024, 6, 1),
      detail: 'Delivery',
      closesAddress: false,
    },
  ]);
});

test('without a tag the key stands in a header; without both the id of SES names the mail', () => {
  const headers = [{ name: 'Perennial-Key', value: KEY }];
  const [byHeader] = sesEvidence({ eventType: 'Delivery', mail: { messageId: '0107', headers } });
  const [byId] = sesEvidence({ notificationType: 'Delivery', mail: { messageId: '0107' } });
  expect([byHeader?.message, byId?.message]).toEqual([{ idempotencyKey: KEY }, { providerMessageId: '0107' }]);
});

test.each<[string, object, string[]]>([
  ['that it was taken', { eventType: 'Send' }, []],
  ['that it takes longer', { eventType: 'DeliveryDelay' }, []],
  ['a permanent bounce', { eventType: 'Bounce', bounce: bounce('Permanent', 'General') }, ['bounced closes']],
  ['a suppressed address', { eventType: 'Bounce', bounce: bounce('Permanent', 'Suppressed') }, ['bounced closes']],
  ['a full mailbox', { eventType: 'Bounce', bounce: bounce('Transient', 'MailboxFull') }, ['bounced']],
  [
    'one of which little is known',
    { eventType: 'Bounce', bounce: bounce('Undetermined', 'Undetermined') },
    ['bounced'],
  ],
  [
    'an automatic answer',
    { eventType: 'Bounce', bounce: bounce('Transient', 'General', { status: undefined, action: undefined }) },
    [],
  ],
  [
    'a mail that was sent on and bounced there',
    { eventType: 'Bounce', bounce: bounce('Permanent', 'General', { emailAddress: 'eve@elsewhere.example' }) },
    ['bounced'],
  ],
  [
    'feedback without events',
    { notificationType: 'Bounce', bounce: bounce('Permanent', 'NoEmail') },
    ['bounced closes'],
  ],
  ['a complaint', { eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse' } }, ['complained closes']],
  ['taken out of spam', { eventType: 'Complaint', complaint: { complaintFeedbackType: 'not-spam' } }, []],
  ['a virus', { eventType: 'Reject', reject: { reason: 'Bad content' } }, ['bounced']],
  ['nothing', {}, []],
  ['something new', { eventType: 'Subscription' }, []],
  ['no mail', { eventType: 'Delivery', mail: null }, []],
])('%s (C-09, D-05)', (_name, event, expected) => {
  expect(told(event)).toEqual(expected);
});

test('opening twice with one program is one report; with another one it is another', () => {
  const open = (userAgent: string): string =>
    sesEvidence({ eventType: 'Open', open: { userAgent, timestamp: 'x' }, mail })[0]?.reportId ?? '';
  expect(open('a')).toBe(open('a'));
  expect(open('a')).not.toBe(open('b'));
  expect(sesEvidence({ eventType: 'Click', click: { userAgent: 'Firefox' }, mail })).toMatchObject([
    { evidence: 'clicked', userAgent: 'Firefox', happenedAt: null },
  ]);
});
