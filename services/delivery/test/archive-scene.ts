import type { NewEvent } from '@perennial/events/event';
import { DAY, type Instant } from '@perennial/kernel/instant';
import type { Made } from '@perennial/testing/system/delivery-scene';
import * as stage from './mail-stage.js';

export const NONE = { message: 0, dispatch: 0, attempt: 0, outcome: 0 };
/** One message with its one rider, sent by one call. */
export const ONE = { message: 1, dispatch: 1, attempt: 1, outcome: 1 };

/** Delivery alone with a mail server, and what of a message lies in which tables. */
export class ArchiveScene {
  readonly smtp = stage.smtp;
  readonly peers = stage.peers;
  readonly settings = stage.settings;
  readonly service = stage.service;
  readonly messages = stage.scene;

  private constructor() {}

  static async start(more: Readonly<Record<string, string>> = {}): Promise<ArchiveScene> {
    await stage.openStage(more);
    return new ArchiveScene();
  }

  close(): Promise<void> {
    return stage.closeStage();
  }

  now(): Instant {
    return stage.now();
  }

  async tell(...events: NewEvent[]): Promise<void> {
    await stage.tell(...events);
  }

  async walk(days: number): Promise<void> {
    await stage.later(days * DAY);
  }

  /** Rows of the message with all that belongs to it: `suffix` names the hot tables, the archive or both. */
  async count({ messageId, riders }: Made, suffix: '' | '_archive' | '_all'): Promise<Record<string, number>> {
    const [row] = await this.service.database.query<Record<string, number>>(
      `select (select count(*)::int from message${suffix} where message_id = $1) as message,
         (select count(*)::int from dispatch${suffix} where message_id = $1) as dispatch,
         (select count(*)::int from attempt${suffix} where message_id = $1) as attempt,
         (select count(*)::int from outcome${suffix} where reminder_id = any($2::uuid[])) as outcome`,
      [messageId, riders.map(({ reminderId }) => reminderId)],
    );
    return row ?? {};
  }
}
