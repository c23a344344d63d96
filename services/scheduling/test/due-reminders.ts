import { toLocal } from '@perennial/calendar/zone';
import { derivedId, type CustomerId } from '@perennial/kernel/ids';
import { DAY, HOUR, instant, type Instant } from '@perennial/kernel/instant';
import { localDate, type LocalDate } from '@perennial/kernel/local-date';
import type { DueReminder } from '../src/release/due-reminder.js';
import type { RecentSend } from '../src/release/send-count.js';
import { release, type ReleaseInput } from '../src/release/release.js';
import type { PlannedMerge } from '../src/release/room.js';

export const CAPS = {
  CUSTOMER: { messages: 3, days: 7, perCustomer: true, daily: 5 },
  INTERNAL: { messages: 2, days: 1, perCustomer: false, daily: null },
};
/** A Thursday, 14:00 in London. */
export const NOW = instant(Date.parse('2024-08-15T13:00:00Z'));
let n = 0;
export const due = (more: Partial<DueReminder> = {}): DueReminder => ({
  reminderId: derivedId('r', String((n += 1))),
  termId: derivedId('t', String(n)),
  contractId: derivedId('c', String(n)),
  customerId: derivedId('u', '1'),
  addresseeKind: 'CONTACT',
  addresseeId: derivedId('k', '1'),
  recipientId: derivedId('p', '1'),
  step: 'T-30/reminder',
  node: 30,
  nodeDate: '2024-08-15' as never,
  audience: 'CUSTOMER',
  track: 0,
  escalation: 0,
  occurrence: 0,
  state: 'PLANNED',
  reason: '',
  rungs: [{ channel: 'email', template: 'reminder' }],
  legal: false,
  zone: 'Europe/London',
  windowFrom: 540,
  windowTo: 1200,
  windowDays: 'working',
  weekend: [6, 7],
  lastStep: false,
  correctsLastDay: null,
  opensAt: instant(NOW - HOUR),
  closesAt: instant(NOW + 3 * DAY),
  dueAt: instant(NOW - HOUR),
  policy: 'p',
  policyVersion: 1,
  plannedAt: NOW,
  messageId: null,
  releasedAt: null,
  withdrawnAt: null,
  sentAt: null,
  sentOn: null,
  endedAt: null,
  retry: null,
  product: 'Atlas',
  lastDay: '2024-09-14' as never,
  tier: 'STANDARD',
  ownerId: null,
  teamId: null,
  ...more,
});
export const at = (text: string): Instant => instant(Date.parse(text));
export const run = (
  reminders: DueReminder[],
  recentSends: RecentSend[] = [],
  now = NOW,
  more: Partial<Pick<ReleaseInput, 'planned' | 'waiting'>> = {},
) => release({ due: reminders, waiting: [], recentSends, planned: [], caps: CAPS, now, ...more });
export const dayOf = (when: Instant): LocalDate => localDate(toLocal('Europe/London', when).date);
export const send = (when: Instant, more: Partial<RecentSend> = {}): RecentSend => ({
  messageId: derivedId('m', String((n += 1))),
  audience: 'CUSTOMER',
  customerId: derivedId('u', '1'),
  channelPlan: 'email',
  localDay: dayOf(when),
  at: when,
  legal: false,
  ...more,
});
export const sends = (...days: number[]): RecentSend[] => days.map((ago) => send(instant(NOW - ago * DAY)));
export const planned = (days: number, node: number, more: Partial<PlannedMerge> = {}): PlannedMerge => {
  const opensAt = instant(NOW + days * DAY);
  const { audience, customerId, channelPlan } = send(NOW);
  return { audience, customerId, channelPlan, localDay: dayOf(opensAt), opensAt, node, ...more };
};
export const client = (name: string) => derivedId<CustomerId>('u', name);
