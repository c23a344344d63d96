import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import {
  attemptsOfMessages,
  pageOfMessages,
  ridersOfMessages,
  type AttemptRow,
  type MessageFilter,
  type MessageRow,
  type RiderRow,
} from './message-list.store.js';

export type ListedMessage = MessageRow & {
  readonly riders: readonly RiderRow[];
  readonly attempts: readonly AttemptRow[];
};

/** A page of messages with riders and attempts. */
@Injectable()
export class ListMessages {
  constructor(private readonly database: Database) {}

  /** @returns one more than `limit` never: `next` tells whether there are more. */
  async execute(filter: MessageFilter): Promise<{ messages: ListedMessage[]; next: string | null }> {
    const found = await pageOfMessages(this.database, { ...filter, limit: filter.limit + 1 });
    const page = found.slice(0, filter.limit);
    const ids = page.map(({ id }) => id);
    const [riders, attempts] = await Promise.all([
      ridersOfMessages(this.database, ids),
      attemptsOfMessages(this.database, ids),
    ]);
    const ridersOf = byMessage(riders);
    const attemptsOf = byMessage(attempts);
    const messages = page.map((message) => ({
      ...message,
      riders: ridersOf.get(message.id) ?? [],
      attempts: attemptsOf.get(message.id) ?? [],
    }));
    return { messages, next: found.length > page.length ? (ids.at(-1) ?? null) : null };
  }
}

function byMessage<R extends { readonly message_id: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) groups.set(row.message_id, [...(groups.get(row.message_id) ?? []), row]);
  return groups;
}
