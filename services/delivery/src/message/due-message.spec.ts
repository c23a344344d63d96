import { newId } from '@perennial/kernel/ids';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { dueMessages } from './due-message.js';

const at = '2024-07-01T09:00:00Z';
const rung = { channel: Channel.CHANNEL_EMAIL, opensAt: at, closesAt: at, windowOpensAt: at, windowClosesAt: at };
const rider = (change: object = {}) => ({
  reminderId: newId(),
  termId: newId(),
  contractId: newId(),
  step: 'T-30/reminder',
  product: 'P',
  lastDay: '2024-07-31',
  legal: false,
  capExempt: false,
  rungs: [{ ...rung, template: 'reminder' }],
  ownerId: '',
  teamId: '',
  purpose: '',
  lastStep: false,
  correctsLastDay: '',
  ...change,
});
const due = (riders: ReturnType<typeof rider>[]) => ({
  messageId: '0190b0a0-0000-7000-8000-000000000001',
  customerId: newId(),
  addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: newId() },
  recipientId: newId(),
  releasedAt: at,
  riders,
});

test('the strongest purpose gives the template, not what ends first and not an id (review 8)', () => {
  const [message] = dueMessages(
    due([
      rider({ lastDay: '2024-07-02', purpose: 'first-notice', rungs: [{ ...rung, template: 'first-notice' }] }),
      rider({ purpose: 'last-warning', rungs: [{ ...rung, template: 'last-warning' }] }),
    ]),
  );
  expect(message?.template).toBe('last-warning');
});

test('a rider of 0.2.0 names its purpose in the step', () => {
  const [message] = dueMessages(due([rider(), rider({ legal: true }), rider({ correctsLastDay: '2024-07-17' })]));
  expect(message?.dispatches.map(({ purpose, correctsLastDay }) => [purpose, correctsLastDay])).toEqual([
    ['reminder', null],
    ['legal', null],
    ['reminder', '2024-07-17'],
  ]);
});

test('201 riders are nobody; 120 of a scheduling of 0.2.0 become messages of 50, the same each time (review 1)', () => {
  const event = due(Array.from({ length: 120 }, () => rider()));
  const messages = dueMessages(event);
  expect(messages.map(({ dispatches }) => dispatches.length)).toEqual([50, 50, 20]);
  expect(messages[0]?.messageId).toBe(event.messageId);
  expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(3);
  expect(dueMessages(event).map(({ messageId }) => messageId)).toEqual(messages.map(({ messageId }) => messageId));
  for (const { messageId, dispatches } of messages)
    expect(new Set(dispatches.map((dispatch) => dispatch.messageId))).toEqual(new Set([messageId]));
  expect(() => dueMessages(due([]))).toThrow('1 to 200 riders');
  expect(() => dueMessages(due(Array.from({ length: 201 }, () => rider())))).toThrow('1 to 200 riders');
});
