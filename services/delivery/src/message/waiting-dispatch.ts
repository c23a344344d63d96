import type { MessageId, ReminderId, TermId } from '@perennial/kernel/ids';

/** What rides in a message that waits for a person, and what says that it should not any more. */
export interface WaitingDispatch {
  readonly reminderId: ReminderId;
  readonly rung: number;
  readonly messageId: MessageId;
  readonly termId: TermId;
  readonly closed: boolean;
  readonly recalled: boolean;
}
