import { instant, MINUTE } from '@perennial/kernel/instant';
import { outagesOf, type BreakerChange } from './outage.js';

const change = (minute: number, state: string, provider = 'primary', processId = 'a'): BreakerChange => ({
  provider,
  processId,
  channel: 'email',
  state,
  changedAt: instant(minute * MINUTE),
});
const spans = (...changes: BreakerChange[]): number[][] =>
  outagesOf(changes).map(({ from, to }) => [from / MINUTE, to / MINUTE]);
const SEEN = { ...change(0, 'SEEN', 'backup'), processId: '' };

test.each<[string, BreakerChange[], number[][]]>([
  ['nothing happened', [], []],
  ['from open to closed', [change(10, 'OPEN'), change(15, 'CLOSED')], [[10, 15]]],
  ['in any order', [change(15, 'CLOSED'), change(10, 'OPEN')], [[10, 15]]],
  [
    'through its probes',
    [change(10, 'OPEN'), change(20, 'HALF_OPEN'), change(21, 'OPEN'), change(40, 'HALF_OPEN'), change(41, 'CLOSED')],
    [[10, 41]],
  ],
  ['of a process that ended: its news do not count for ever', [change(10, 'OPEN')], [[10, 40]]],
  ['not while another provider carries the channel', [change(10, 'OPEN'), change(15, 'CLOSED'), SEEN], []],
  [
    'while all providers are down',
    [change(10, 'OPEN'), change(30, 'CLOSED'), change(20, 'OPEN', 'backup'), change(35, 'CLOSED', 'backup')],
    [[20, 30]],
  ],
  [
    'not where another process finds it well',
    [
      change(10, 'OPEN'),
      change(35, 'CLOSED'),
      change(12, 'OPEN', 'primary', 'b'),
      change(20, 'CLOSED', 'primary', 'b'),
    ],
    [[10, 20]],
  ],
  ['a dry run is no outage', [change(10, 'DRY_RUN')], []],
])('a channel is down: %s', (_, changes, expected) => expect(spans(...changes)).toEqual(expected));

test('each channel by itself', () => {
  const sms = { ...change(10, 'OPEN', 'sms-one'), channel: 'sms' };
  expect(outagesOf([sms, change(5, 'OPEN'), change(6, 'CLOSED')]).map(({ channel }) => channel)).toEqual([
    'email',
    'sms',
  ]);
});
