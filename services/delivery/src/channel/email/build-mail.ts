import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail } from './mail.js';

/** A header names at most this many riders. */
const MOST_NAMED = 50;

/** Headers that every mail carries beside those of RFC 5322 (RFC 8058, RFC 3834), and what it is about. */
export function extraHeaders(mail: Mail): Record<string, string> {
  return {
    ...(mail.unsubscribeUrl !== undefined && {
      'List-Unsubscribe': `<${mail.unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
    'Auto-Submitted': 'auto-generated',
    'Perennial-Reminder': mail.reminderIds.slice(0, MOST_NAMED).join(', '),
    'Perennial-Term': mail.termIds.slice(0, MOST_NAMED).join(', '),
  };
}

/** The MIME bytes of a mail whose headers were checked. @param more headers that its provider wants beside ours. */
export function buildMail(mail: Mail, more: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const composer = new MailComposer({
    from: { ...mail.from },
    to: { ...mail.to },
    ...(mail.replyTo !== undefined && { replyTo: { name: '', address: mail.replyTo } }),
    subject: mail.subject,
    text: mail.text,
    // A frame of tables in quoted-printable costs more to write and to read than all else of a mail.
    html: { content: mail.html, headers: { 'Content-Transfer-Encoding': 'base64' } },
    messageId: `<${mail.messageIdHeader}>`,
    date: new Date(mail.date),
    headers: { ...extraHeaders(mail), ...more },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Promise((resolve, reject) => {
    composer.compile().build((error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}
