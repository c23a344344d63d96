import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { AcceptReminders } from './accept-reminders.js';
import { dueMessages } from './due-message.js';
import { recalledOf, WithdrawReminders } from './withdraw-reminders.js';

@Controller()
export class ReminderConsumer {
  constructor(
    private readonly accept: AcceptReminders,
    private readonly withdraw: WithdrawReminders,
  ) {}

  /** Inbox, message, and for a rider its dispatch and guard. */
  @OnEvents('reminder.due', { rowsPerEvent: 5 })
  async due({ events, tx, now }: EventBatch<'reminder.due'>): Promise<void> {
    await this.accept.within(
      tx,
      events.flatMap(({ payload }) => dueMessages(payload)),
      now,
    );
  }

  /** Inbox, and for a reminder its tombstone, dispatch, message and outcome. */
  @OnEvents('reminder.withdrawn', { rowsPerEvent: 10 })
  async withdrawn({ events, tx, now }: EventBatch<'reminder.withdrawn'>): Promise<void> {
    await this.withdraw.within(
      tx,
      events.flatMap(({ payload }) => recalledOf(payload.reminderIds, payload.reason)),
      now,
    );
  }
}
