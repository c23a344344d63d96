import { newId, type RecipientId } from '@perennial/kernel/ids';
import { canReach, reachKey, UNKNOWN_REACH, type Reach } from './reach.js';

const recipientId = newId<RecipientId>();
const rungs = (...channels: string[]) => channels.map((channel) => ({ channel, template: 'reminder' }));
const ada = { recipientId, channels: ['email', 'sms'] };
const optedOut = (...channels: string[]): Reach => ({
  ...UNKNOWN_REACH,
  optedOut: new Set(channels.map((channel) => reachKey(recipientId, channel))),
});

test.each([
  ['a channel that she has', ada, rungs('sms'), UNKNOWN_REACH, false, true],
  ['one that she has not', ada, rungs('wecom'), UNKNOWN_REACH, false, false],
  ['the next one, where she opted out of the first', ada, rungs('email', 'sms'), optedOut('email'), false, true],
  ['a legal notice, whatever she opted out of', ada, rungs('email'), optedOut('email'), true, true],
  ['without channels told, mail', { recipientId, channels: [] }, rungs('email'), UNKNOWN_REACH, false, true],
  // C-04, C-07: whoever looks after the contract finds a way.
  ['nothing but a task: always', { recipientId, channels: [] }, rungs('task'), UNKNOWN_REACH, false, true],
  ['a task behind a channel that reaches her', ada, rungs('email', 'task'), UNKNOWN_REACH, false, true],
  [
    'a task, of somebody without any address',
    { recipientId: null, channels: [] },
    rungs('task'),
    UNKNOWN_REACH,
    false,
    false,
  ],
])('reaches over %s', (_name, person, over, reach, legal, expected) =>
  expect(canReach(reach, person, over, legal)).toBe(expected),
);
