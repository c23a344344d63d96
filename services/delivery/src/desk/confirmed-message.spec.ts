import { newId, type MessageId, type ReminderId, type TermId } from '@perennial/kernel/ids';
import { addMs, DAY, HOUR, instant, MINUTE, type Instant } from '@perennial/kernel/instant';
import { deadlineOf, isNudged, nextLook, retryLook } from '../confirmation/confirmation.js';
import { confirmed, leaving, type ConfirmedRider } from './confirmed-message.js';

/** A window from nine to six; the step is open for a week. */
const opens = instant(Date.UTC(2024, 6, 1, 9));
const shuts = addMs(opens, 9 * HOUR);
const messageId = newId<MessageId>();
const rider = (change: Partial<ConfirmedRider> = {}): ConfirmedRider => ({
  reminderId: newId<ReminderId>(),
  rung: 0,
  messageId,
  termId: newId<TermId>(),
  closed: false,
  recalled: false,
  windowOpensAt: opens,
  windowClosesAt: shuts,
  closesAt: addMs(opens, 7 * DAY),
  further: false,
  ...change,
});
const at = (hours: number): Instant => addMs(opens, hours * HOUR);

describe('until when a colleague has time', () => {
  test.each([
    ['as long as the step is open, where nothing comes behind it', rider(), 0, 7 * 24],
    ['until an hour before the window shuts, so that the next rung has it', rider({ further: true }), 0, 8],
    ['half of the little that was left of it', rider({ further: true }), 8, 8.5],
    ['none where it has shut', rider({ further: true }), 9, 9],
  ])('%s', (_name, one, asked, hours) => expect(deadlineOf(one, at(asked))).toBe(at(hours)));
});

describe('what becomes of what rides in it (C-07)', () => {
  const told = (state: Parameters<typeof confirmed>[0], riders: ConfirmedRider[], now = at(1)) => {
    const { message, ends, stays } = confirmed(state, riders, opens, now);
    return [
      message.state,
      ends.map(({ outcome, reason, failsOver }) => `${outcome} ${reason} ${failsOver}`),
      stays.length,
    ];
  };

  test('what was sent was sent, whatever became of its term behind it', () =>
    expect(told('SENT', [rider(), rider({ closed: true }), rider({ recalled: true })])).toEqual([
      'ACCEPTED',
      Array.from({ length: 3 }, () => 'SENT null false'),
      0,
    ]));

  test('whom it did not reach is told over the next rung, unless there is nothing to tell any more', () => {
    expect(told('NOT_FRIEND', [rider(), rider({ closed: true })])).toEqual([
      'REFUSED',
      ['SKIPPED NOT_FRIEND true', 'SUPPRESSED TERM_CLOSED false'],
      0,
    ]);
    expect(told('CAPPED', [rider(), rider({ recalled: true })])).toEqual([
      'REFUSED',
      ['SKIPPED CUSTOMER_CAPPED true', 'SUPERSEDED WITHDRAWN false'],
      0,
    ]);
  });

  test('cancelled because of one: the others ride on in another message', () =>
    expect(told('CANCELLED', [rider(), rider({ closed: true })])).toEqual([
      'DROPPED',
      ['SUPPRESSED TERM_CLOSED false'],
      1,
    ]));

  test('nobody confirmed in time: the next rung has its turn', () =>
    expect(told('CANCELLED', [rider({ further: true })], at(8))).toEqual(['DROPPED', ['SKIPPED UNCONFIRMED true'], 0]));

  test('nobody can say: it may have been told, and nothing else tells it', () =>
    expect(told('UNKNOWN', [rider({ closed: true })])).toEqual(['UNCERTAIN', ['SENT UNCONFIRMED false'], 0]));

  test('who stays is asked about again', () => {
    expect([leaving(rider(), opens, at(1)), leaving(rider({ further: true }), opens, at(7.9))]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('reminding a colleague', () => {
  const nudged = (now: Instant, ...nudgedAt: Instant[]): boolean =>
    isNudged({ askedAt: opens, nudgedAt }, [rider()], now);

  test('two hours behind the last time, at most three times in a day, in the hours of the window', () => {
    expect([nudged(at(1.9)), nudged(at(2)), nudged(at(3), at(2)), nudged(at(4), at(2))]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(nudged(at(8.5), at(2), at(4), at(6))).toBe(false);
    expect(nudged(at(25.9), at(2), at(4), at(6))).toBe(false);
    expect(nudged(at(26.5), at(2), at(4), at(6))).toBe(true);
    // At night, and on the next day.
    expect([nudged(at(10)), nudged(at(24))]).toEqual([false, true]);
  });
});

describe('when it is asked about again', () => {
  test('together with others, more rarely the longer nothing happened, and at its deadline', () => {
    const next = (hours: number, deadline = at(100)): number =>
      nextLook({ askedAt: opens }, deadline, at(hours)) - at(hours);
    expect([next(0), next(1), next(20)]).toEqual([5 * MINUTE, 15 * MINUTE, HOUR]);
    expect(next(1, at(1.1))).toBe(0.1 * HOUR);
    expect(nextLook({ askedAt: opens }, at(100), addMs(opens, 7_000)) % (5 * MINUTE)).toBe(0);
  });

  test('a provider that does not answer: a minute, two, and at most a quarter of an hour', () =>
    expect([0, 1, 2, 9].map((failures) => retryLook({ failures }, opens) - opens)).toEqual(
      [1, 2, 4, 15].map((minutes) => minutes * MINUTE),
    ));
});
