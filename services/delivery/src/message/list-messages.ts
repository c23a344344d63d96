import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { MessageId } from '@perennial/kernel/ids';
import { idPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import {
  attemptsOfMessages,
  dispatchesOfMessages,
  pageOfMessages,
  type ListedAttempt,
  type ListedDispatch,
  type ListedMessage,
  type MessageFilter,
} from './message-list.store.js';

/** A message with what rode in it and its calls. */
export interface WholeMessage extends ListedMessage {
  readonly dispatches: readonly ListedDispatch[];
  readonly attempts: readonly ListedAttempt[];
}

/** Lists are in the order of ids. */
export const MESSAGE_KEY = pageKey({ messageId: idPart<MessageId>() });

/** A page of messages with dispatches and attempts. */
@Injectable()
export class ListMessages {
  constructor(private readonly database: Database) {}

  async execute(filter: MessageFilter, size: number): Promise<Page<WholeMessage>> {
    const { rows, nextPageToken } = toPage(await pageOfMessages(this.database, filter, size + 1), size, MESSAGE_KEY);
    const ids = rows.map(({ messageId }) => messageId);
    const [dispatches, attempts] = await Promise.all([
      dispatchesOfMessages(this.database, ids),
      attemptsOfMessages(this.database, ids),
    ]);
    const dispatchesOf = byMessage(dispatches);
    const attemptsOf = byMessage(attempts);
    return {
      rows: rows.map((message) => ({
        ...message,
        dispatches: dispatchesOf.get(message.messageId) ?? [],
        attempts: attemptsOf.get(message.messageId) ?? [],
      })),
      nextPageToken,
    };
  }
}

function byMessage<R extends { readonly messageId: MessageId }>(rows: readonly R[]): Map<MessageId, R[]> {
  const groups = new Map<MessageId, R[]>();
  for (const row of rows) {
    const group = groups.get(row.messageId);
    if (group) group.push(row);
    else groups.set(row.messageId, [row]);
  }
  return groups;
}
