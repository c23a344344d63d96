import type { OwnerId, TeamId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Tier } from '../customer/customer.js';
import type { Reminder } from '../reminder/reminder.js';

/** A due reminder with what the release and the message's text need of its term. */
export interface DueReminder extends Reminder {
  readonly product: string;
  readonly lastDay: LocalDate;
  readonly tier: Tier;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
}
