import type { MessageId, ReminderId, TermId, CustomerId } from '@perennial/kernel/ids';
import { addMs, HOUR, instant, MINUTE } from '@perennial/kernel/instant';
import { localDate } from '@perennial/kernel/local-date';
import { versionOf, type OpenMessage, type RidingDispatch } from '../message/message.js';
import { admit } from './admission.js';
import { backoff } from './backoff.js';
import { effectOf } from './call-effect.js';

const now = instant(Date.UTC(2024, 7, 1, 9));
const called = {
  messageId: 'm' as MessageId,
  retries: 0,
  windowClosesAt: addMs(now, HOUR),
  passedOver: [] as string[],
  failoverAt: null,
};
const none = { lookup: false, idempotent: false };
const effect = (result: Parameters<typeof effectOf>[0], capabilities = none) =>
  effectOf(result, called, { name: 'a', capabilities, others: [] }, now);

describe('after the call', () => {
  const later = { kind: 'later', reason: 'SMTP_421' } as const;
  const fault = { kind: 'at_fault', reason: 'SMTP_535' } as const;

  test.each([later, fault])('%j: at once over the next provider, which it has not tried (C-10)', (result) => {
    const two = { name: 'a', capabilities: none, others: ['b'] };
    expect(effectOf(result, called, two, now)).toMatchObject({
      nextProvider: true,
      passedOver: ['a'],
      nextAttemptAt: now,
    });
    const both = effectOf(result, { ...called, passedOver: ['b'] }, two, now);
    expect(both).toMatchObject({ nextProvider: false, passedOver: [] });
    expect(both.nextAttemptAt).toBeGreaterThan(now);
  });

  test('what a provider does not serve goes over the next one, and is refused where none is left (C-11)', () => {
    const refused = { kind: 'refused', reason: 'COUNTRY_NOT_SERVED', about: 'PROVIDER' } as const;
    const two = { name: 'a', capabilities: none, others: ['b'] };
    expect(effectOf(refused, called, two, now)).toMatchObject({ message: 'OPEN', nextProvider: true, end: undefined });
    expect(effectOf(refused, { ...called, passedOver: ['b'] }, two, now)).toMatchObject({
      message: 'REFUSED',
      end: { reason: 'COUNTRY_NOT_SERVED', failsOver: true },
    });
  });

  test('it does not wait past the turn of its next channel', () => {
    const failoverAt = addMs(now, MINUTE);
    const result = { ...later, retryAfterMs: HOUR };
    const one = { name: 'a', capabilities: none, others: [] };
    expect(effectOf(result, { ...called, failoverAt }, one, now).nextAttemptAt).toBe(failoverAt);
  });

  test('what waits for a person is frozen and ends nothing', () => {
    expect(effect({ kind: 'waiting', providerMessageId: 'x', reason: 'WAITING_FOR_PERSON' })).toMatchObject({
      attempt: 'ACCEPTED',
      message: 'WAITING',
      freezes: true,
      end: undefined,
    });
  });

  test('accepted', () => {
    expect(effect({ kind: 'accepted', providerMessageId: 'x' })).toMatchObject({
      attempt: 'ACCEPTED',
      message: 'ACCEPTED',
      end: { state: 'SENT', outcome: 'SENT', retry: 'NEVER' },
    });
  });

  test.each([
    ['ADDRESS', 'OTHER_ADDRESS'],
    ['MESSAGE', 'NEVER'],
  ] as const)('refused for its %s: retry %s', (about, retry) => {
    expect(effect({ kind: 'refused', reason: 'SMTP_550', about })).toMatchObject({
      attempt: 'REFUSED',
      message: 'REFUSED',
      end: { state: 'FAILED', outcome: 'SKIPPED', reason: 'SMTP_550', retry },
    });
  });

  test('expired counts nothing and comes up at once', () => {
    expect(effect({ kind: 'expired' })).toMatchObject({
      attempt: 'EXPIRED',
      message: 'OPEN',
      nextAttemptAt: now,
      counts: false,
    });
  });

  test('a provider at fault ends nothing, counts no retry and rests for a minute', () => {
    expect(effect({ kind: 'at_fault', reason: 'SMTP_535' })).toMatchObject({
      attempt: 'PROVIDER_AT_FAULT',
      message: 'OPEN',
      counts: false,
      freezes: false,
      end: undefined,
      nextAttemptAt: addMs(now, MINUTE),
    });
  });

  test('later: not before the bound that the provider names, and never past the window', () => {
    const later = (retryAfterMs?: number) =>
      effect({ kind: 'later', reason: 'x', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    expect(later()).toMatchObject({ counts: true, nextAttemptAt: addMs(now, backoff(called.messageId, 1)) });
    expect(later(10 * MINUTE).nextAttemptAt).toBe(addMs(now, 10 * MINUTE));
    for (const far of [1e9, Number.MAX_SAFE_INTEGER]) expect(later(far).nextAttemptAt).toBe(called.windowClosesAt);
  });

  test('ambiguous is what the provider of the attempt can make of it', () => {
    expect(effect({ kind: 'ambiguous', reason: 'x' })).toMatchObject({
      message: 'UNCERTAIN',
      end: { state: 'UNCERTAIN', outcome: 'SENT', retry: 'NEVER' },
    });
    expect(effect({ kind: 'ambiguous', reason: 'x' }, { lookup: true, idempotent: true })).toMatchObject({
      message: 'OPEN',
      freezes: true,
      end: undefined,
    });
  });
});

describe('under the locks', () => {
  const t = (n: number) => `t${n}` as TermId;
  const m = 'm' as MessageId;
  const dispatch = (n: number): RidingDispatch => ({
    reminderId: `r${n}` as ReminderId,
    rung: 0,
    messageId: m,
    termId: t(n),
    product: 'P',
    lastDay: localDate('2024-08-31'),
    template: 'reminder',
    purpose: 'reminder',
    legal: false,
    lastStep: false,
    correctsLastDay: null,
    windowClosesAt: addMs(now, HOUR),
    further: false,
    lastOpening: false,
    withdrawn: null,
  });
  const message = (change: Partial<OpenMessage> = {}): OpenMessage =>
    ({
      messageId: m,
      customerId: 'c',
      addressee: { kind: 'CONTACT', id: 'k' },
      textRevision: 1,
      retries: 0,
      frozen: false,
      dispatches: [dispatch(1)],
      ...change,
    }) as OpenMessage;
  const locked = {
    guards: new Map([
      [t(1), false],
      [t(2), false],
    ]),
    messages: new Map([[m, versionOf(message())]]),
    optedOut: new Set<string>(),
    bounced: new Set<string>(),
  };

  test('open guards, own lock, same text: call', () => {
    expect(admit(message(), 'aa', locked)).toEqual({ kind: 'call' });
  });

  test('busy: guard not returned, message not locked, text changed or called since', () => {
    expect(admit(message({ dispatches: [dispatch(1), dispatch(3)] }), 'aa', locked)).toEqual({ kind: 'busy' });
    expect(admit(message(), 'aa', { ...locked, messages: new Map() })).toEqual({ kind: 'busy' });
    expect(admit(message({ textRevision: 2 }), 'aa', locked)).toEqual({ kind: 'busy' });
    expect(admit(message({ retries: 1 }), 'aa', locked)).toEqual({ kind: 'busy' });
  });

  test('closed dispatches leave; a frozen text cannot lose one', () => {
    const guards = new Map([
      [t(1), true],
      [t(2), false],
    ]);
    const dispatches = [dispatch(1), dispatch(2)];
    expect(admit(message({ dispatches }), 'aa', { ...locked, guards })).toMatchObject({
      kind: 'end',
      ends: [{ reminderId: 'r1', outcome: 'SUPPRESSED', retry: 'WAIT_FOR_TERM' }],
    });
    expect(admit(message({ dispatches, frozen: true }), 'aa', { ...locked, guards })).toMatchObject({
      kind: 'end',
      ends: [{ state: 'UNCERTAIN' }, { state: 'UNCERTAIN' }],
    });
  });

  const out = { ...locked, optedOut: new Set(['aa c']) };

  test('an opt-out refuses all dispatches and asks for another address; of one customer nothing but his (U-04)', () => {
    expect(admit(message(), 'aa', out)).toMatchObject({
      kind: 'end',
      ends: [{ outcome: 'SKIPPED', reason: 'OPTED_OUT', retry: 'OTHER_ADDRESS' }],
    });
    expect(admit(message(), 'bb', out)).toEqual({ kind: 'call' });
    expect(admit(message({ customerId: 'd' as CustomerId }), 'aa', out)).toEqual({ kind: 'call' });
  });

  test('a legal notice ignores opt-outs, and so does a message to a colleague (M-10, review 15)', () => {
    const legal = { ...dispatch(1), legal: true };
    expect(admit(message({ dispatches: [legal] }), 'aa', out)).toEqual({ kind: 'call' });
    expect(admit(message({ dispatches: [legal, dispatch(2)] }), 'aa', out)).toMatchObject({
      ends: [{ reminderId: 'r2', reason: 'OPTED_OUT' }],
    });
    expect(admit(message({ addressee: { kind: 'OWNER', id: 'o' as never } }), 'aa', out)).toEqual({ kind: 'call' });
  });

  test('a dead address is not called again, not for a legal notice either (K24, D-05)', () => {
    const dead = { ...locked, bounced: new Set(['aa']) };
    expect(admit(message({ dispatches: [{ ...dispatch(1), legal: true }] }), 'aa', dead)).toMatchObject({
      ends: [{ state: 'DROPPED', outcome: 'SKIPPED', reason: 'BOUNCED', retry: 'OTHER_ADDRESS' }],
    });
    expect(admit(message(), 'bb', dead)).toEqual({ kind: 'call' });
  });
});
