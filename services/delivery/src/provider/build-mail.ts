import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingMail } from './provider.js';

/** Headers that every mail carries beside those of RFC 5322 (RFC 8058, RFC 3834). */
export function extraHeaders(mail: OutgoingMail): Record<string, string> {
  return {
    'List-Unsubscribe': `<${mail.unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'Auto-Submitted': 'auto-generated',
  };
}

/** The MIME bytes of a mail whose headers were checked. */
export function buildMail(mail: OutgoingMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: { ...mail.from },
    to: { ...mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.messageId}>`,
    date: new Date(mail.date),
    headers: extraHeaders(mail),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Promise((resolve, reject) => {
    composer.compile().build((error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}
