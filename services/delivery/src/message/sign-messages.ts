import type { MessageId } from '@perennial/kernel/ids';
import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import { signLink, type LinkKey, type LinkPurpose } from '@perennial/service/link/signed-link';

/** What a link says about its message: it was followed, its picture was shown, it is answered. */
export type MessagePurpose = Extract<LinkPurpose, 'message' | 'picture' | 'answer'>;

/** Mails are read late; a link works for as long as one to opt out does. */
const DAYS = 400;

/** A signed reference of a message. It depends on the message alone, so that a repeat is the same text. */
export function signMessage(
  keys: readonly LinkKey[],
  purpose: MessagePurpose,
  { messageId, releasedAt }: { readonly messageId: MessageId; readonly releasedAt: Instant },
): string {
  return signLink(keys, { purpose, subject: messageId, expiresAt: addMs(releasedAt, DAYS * DAY) });
}
