import { derivedId } from '@perennial/kernel/ids';
import { formatInstant, instant, type Instant } from '@perennial/kernel/instant';
import { nextTry } from './next-try.js';
import type { Reminder, Retry, WantedReminder } from '../reminder/reminder.js';

const at = (text: string): Instant => instant(Date.parse(text));
/** A step in London from Thursday 09:00 until the Tuesday after at 09:00; quiet from 20:00, and on the weekend. */
const WANTED = {
  termId: derivedId('t', '1'),
  step: 'T-30/reminder',
  audience: 'CUSTOMER',
  nodeDate: '2024-08-15',
  zone: 'Europe/London',
  windowFrom: 540,
  windowTo: 1200,
  windowDays: 'working',
  weekend: [6, 7],
  opensAt: at('2024-08-15T08:00:00Z'),
  closesAt: at('2024-08-20T08:00:00Z'),
} as unknown as WantedReminder;
const tried = (retry: Retry | null, releasedAt = '2024-08-15T08:00:00Z', more: Partial<Reminder> = {}): Reminder =>
  ({ ...WANTED, retry, releasedAt: at(releasedAt), ...more }) as Reminder;
const run = (tries: Reminder[], now: string, waiting = false): unknown => {
  const next = nextTry(WANTED, tries, waiting, at(now));
  return 'dueAt' in next ? [formatInstant(next.dueAt), next.after] : next.none;
};

test.each<[string, Reminder[], string, boolean, unknown]>([
  ['nothing tried', [], '2024-08-01T00:00:00Z', false, ['2024-08-15T08:00:00Z', null]],
  ['an outcome that asks for nothing', [tried('NEVER')], '2024-08-15T12:00:00Z', false, ['2024-08-15T08:00:00Z', null]],
  [
    'a try of another node date',
    [tried('NEXT_OPENING', undefined, { nodeDate: '2024-08-14' as never })],
    '2024-08-15T08:00:00Z',
    false,
    ['2024-08-15T08:00:00Z', null],
  ],
  [
    'the provider failed at noon: not today',
    [tried('NEXT_OPENING')],
    '2024-08-15T11:00:00Z',
    false,
    ['2024-08-16T08:00:00Z', 'NEXT_OPENING'],
  ],
  [
    'the window has shut on Friday: on Monday',
    [tried('NEXT_OPENING', '2024-08-16T08:00:00Z')],
    '2024-08-16T19:00:00Z',
    false,
    ['2024-08-19T08:00:00Z', 'NEXT_OPENING'],
  ],
  [
    'the outcome comes in the next window: at once',
    [tried('NEXT_OPENING')],
    '2024-08-16T10:00:00Z',
    false,
    ['2024-08-16T10:00:00Z', 'NEXT_OPENING'],
  ],
  [
    'the next opening lies behind the end of the step',
    [tried('NEXT_OPENING', '2024-08-19T08:00:00Z')],
    '2024-08-19T19:00:00Z',
    false,
    'NO_OPENING',
  ],
  [
    'openings are not counted',
    Array.from({ length: 9 }, () => tried('NEXT_OPENING')),
    '2024-08-16T10:00:00Z',
    false,
    ['2024-08-16T10:00:00Z', 'NEXT_OPENING'],
  ],
  [
    'an address came back: at once, to another',
    [tried('OTHER_ADDRESS')],
    '2024-08-15T09:00:00Z',
    false,
    ['2024-08-15T09:00:00Z', 'OTHER_ADDRESS'],
  ],
  [
    'three addresses came back',
    [tried('OTHER_ADDRESS'), tried('OTHER_ADDRESS'), tried('OTHER_ADDRESS')],
    '2024-08-15T09:00:00Z',
    false,
    'TRIES_USED',
  ],
  ['news is awaited', [tried('WAIT_FOR_TERM')], '2024-08-15T09:00:00Z', true, 'WAIT_FOR_TERM'],
  ['news has come', [tried('WAIT_FOR_TERM')], '2024-08-15T09:00:00Z', false, ['2024-08-15T09:00:00Z', 'WAIT_FOR_TERM']],
  [
    'both kinds together are limited',
    [tried('WAIT_FOR_TERM'), tried('OTHER_ADDRESS'), tried('NEXT_OPENING'), tried('WAIT_FOR_TERM')],
    '2024-08-15T09:00:00Z',
    false,
    'TRIES_USED',
  ],
])('%s', (_, tries, now, waiting, expected) => expect(run(tries, now, waiting)).toEqual(expected));
