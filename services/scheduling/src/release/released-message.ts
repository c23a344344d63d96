import type { CustomerId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Audience } from '../addressee/addressee.js';
import { TASK } from '../channel/channel.js';
import type { DueReminder } from './due-reminder.js';

/**
 * What counts as one towards caps: the messages to one recipient for one customer, on one channel plan and local day.
 */
export interface Merge {
  /** Null in sends of builds that did not keep it. */
  readonly customerId: CustomerId | null;
  readonly channelPlan: string;
  readonly localDay: LocalDate;
}

export function mergeText({ customerId, channelPlan, localDay }: Merge): string {
  return `${customerId ?? ''}|${channelPlan}|${localDay}`;
}

/**
 * A message-to-be: its riders share recipient, customer and audience; a legal notice rides alone. The first rider is
 * the most urgent.
 */
export interface ReleasedMessage extends Merge {
  readonly riders: readonly DueReminder[];
  readonly audience: Audience;
  readonly legal: boolean;
}

/** Whether people alone carry it: calls by people do not count towards caps (protocol.md, Who decides what). */
export function isByPeople({ channelPlan }: Pick<Merge, 'channelPlan'>): boolean {
  return channelPlan === TASK;
}

/** Admitted above the cap: the last step of a term before its end, and the last of all. */
export function isCapExempt({ audience, lastStep }: Pick<DueReminder, 'audience' | 'lastStep'>): boolean {
  return audience === 'CUSTOMER' && lastStep;
}
