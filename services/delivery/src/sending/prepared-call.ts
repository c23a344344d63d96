import type { OpenMessage, Quotes } from '../message/message.js';
import type { OutgoingMail } from '../provider/provider.js';

/** A rendered message that may be called as soon as its attempt is written. */
export interface PreparedCall {
  readonly message: OpenMessage;
  readonly mail: OutgoingMail;
  readonly addressHmac: string;
  readonly looked: boolean;
  readonly quotes: Quotes;
  /** Part of the idempotency key: one more than the last text's when the text is another one. */
  readonly textRevision: number;
  readonly templateVersion: number;
  readonly locale: string;
  readonly contentHash: string;
}
