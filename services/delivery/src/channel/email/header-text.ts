import { err, ok, type Result } from '@perennial/kernel/result';
import type { Mail } from './mail.js';

/** CR, LF and NUL end or break a header line: whatever becomes a header must not hold one (stack.md, trap 14). */
export function isHeaderSafe(text: string): boolean {
  return !/[\r\n\0]/.test(text);
}

const ADDRESS = /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()[\]\\@]+$/u;

/** Why a mail cannot be sent: by its address, which another one may heal, or by its text. */
export interface BadHeader {
  readonly about: 'ADDRESS' | 'MESSAGE';
  readonly reason: string;
}

/** Checks everything of a mail that becomes a header or an envelope. The error names the field. */
export function checkHeaders(mail: Mail): Result<Mail, BadHeader> {
  const fields = {
    subject: mail.subject,
    'from.name': mail.from.name,
    'from.address': mail.from.address,
    'to.name': mail.to.name,
    'to.address': mail.to.address,
    messageIdHeader: mail.messageIdHeader,
    unsubscribeUrl: mail.unsubscribeUrl ?? '',
    replyTo: mail.replyTo ?? '',
    reminderIds: mail.reminderIds.join(),
    termIds: mail.termIds.join(),
  };
  for (const [field, text] of Object.entries(fields))
    if (!isHeaderSafe(text)) return bad(field, 'holds a line break or NUL');
  return ADDRESS.test(mail.to.address) ? ok(mail) : bad('to.address', 'is not a mail address');
}

function bad(field: string, fault: string): Result<never, BadHeader> {
  const about = field === 'to.address' ? 'ADDRESS' : 'MESSAGE';
  return err({ about, reason: `BAD_HEADER: ${field} ${fault}` });
}
