import type { ChannelName } from '../channel/channel.js';
import { nextMessageId } from './failover.js';
import type { MessageId, ReminderId, TermId } from '@perennial/kernel/ids';
import {
  ADDRESS_UNREADABLE,
  BOUNCED,
  CUSTOMER_CAPPED,
  EXPIRED,
  NO_ACCEPTANCE,
  NO_ADDRESS,
  NO_PROVIDER,
  NOT_FRIEND,
  UNCONFIRMED,
  type Ended,
} from './outcome.js';

/** What was done instead of what failed. */
export const INSTEADS = ['RETRY', 'NEXT_PROVIDER', 'NEXT_CHANNEL', 'TASK', 'OTHER_ADDRESS', 'NOTHING'] as const;
export type Instead = (typeof INSTEADS)[number];

/** A rung that failed, and what was done instead. */
export interface EndException {
  readonly messageId: MessageId;
  readonly reminderId: ReminderId;
  readonly termId: TermId;
  /** Who was called; empty where nobody was. */
  readonly provider: string;
  readonly reason: string;
  readonly instead: Instead;
  readonly insteadMessageId: MessageId | null;
  readonly insteadChannel: ChannelName | null;
}

/** Ways of a rung to end that are no choice of anybody: not an opt-out, not a payment. */
const FAILURES = new Set(
  [
    ADDRESS_UNREADABLE,
    BOUNCED,
    CUSTOMER_CAPPED,
    EXPIRED,
    NO_ACCEPTANCE,
    NO_ADDRESS,
    NO_PROVIDER,
    NOT_FRIEND,
    UNCONFIRMED,
  ].map(({ reason }) => reason),
);

/** Pure: what the end of a dispatch is listed as; nothing where it went as it should. */
export function endException(end: Ended, provider: string): EndException[] {
  const { messageId, reminderId, termId, reason, dispatchState, nextRung, nextChannel } = end;
  if (nextRung === null && dispatchState !== 'FAILED' && !FAILURES.has(reason)) return [];
  const insteadMessageId =
    nextRung === null || nextChannel === null ? null : nextMessageId({ messageId, nextRung, nextChannel });
  return [
    {
      messageId,
      reminderId,
      termId,
      provider,
      reason: reason ?? dispatchState,
      instead: insteadOf(end),
      insteadMessageId,
      insteadChannel: nextChannel,
    },
  ];
}

function insteadOf({ nextChannel, retry }: Ended): Instead {
  if (nextChannel !== null) return nextChannel === 'TASK' ? 'TASK' : 'NEXT_CHANNEL';
  if (retry === 'OTHER_ADDRESS') return 'OTHER_ADDRESS';
  return retry === 'NEXT_OPENING' ? 'RETRY' : 'NOTHING';
}
