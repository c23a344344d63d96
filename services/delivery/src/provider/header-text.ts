import { err, ok, type Result } from '@perennial/kernel/result';
import type { OutgoingMail } from './provider.js';

/** CR, LF and NUL end or break a header line: whatever becomes a header must not hold one (stack.md, trap 14). */
export function isHeaderSafe(text: string): boolean {
  return !/[\r\n\0]/.test(text);
}

const ADDRESS = /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()[\]\\@]+$/u;

/** Checks everything of a mail that becomes a header or an envelope. The error names the field. */
export function checkHeaders(mail: OutgoingMail): Result<OutgoingMail, string> {
  const fields = {
    subject: mail.subject,
    'from.name': mail.from.name,
    'from.address': mail.from.address,
    'to.name': mail.to.name,
    'to.address': mail.to.address,
    messageId: mail.messageId,
    unsubscribeUrl: mail.unsubscribeUrl,
  };
  for (const [field, text] of Object.entries(fields))
    if (!isHeaderSafe(text)) return err(`${field} holds a line break or NUL`);
  return ADDRESS.test(mail.to.address) ? ok(mail) : err('to.address is not a mail address');
}
