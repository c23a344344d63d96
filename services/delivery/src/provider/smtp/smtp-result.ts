import type { ProviderResult } from '../provider.js';

/** How far a mail had come over SMTP when the call ended. */
export interface SmtpProgress {
  /** Connected, greeted, logged in. */
  readonly ready: boolean;
  /** The content's end, and with it the final dot, was handed to the socket. */
  readonly contentEnded: boolean;
  readonly expired: boolean;
}

export interface SmtpFailure {
  readonly message: string;
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  /** The server's reply, whole. It may name the recipient: it decides here and is never kept. */
  readonly response?: string | undefined;
  /** The command that was refused: CONN, EHLO, AUTH …, MAIL FROM, RCPT TO, DATA. */
  readonly command?: string | undefined;
}

/** Login refused, wanted or too weak (RFC 4954, 6): about our account, whatever command it answers. */
const CREDENTIALS = new Set([530, 534, 535, 538]);
/** A quota of ours, or our host on a blocklist or not allowed to relay; not the recipient's full mailbox (x.2.2). */
const OURS =
  /quota|sending limit|(rate|message) limit|too many (messages|connections)|block ?list|black ?list|blocked using|spamhaus|client host|relay(ing)? (access )?(denied|not permitted)|authentication required/i;
/** Not found, moved, not allowed as a name (RFC 5321, 4.2.3). */
const NO_SUCH_MAILBOX = new Set([550, 551, 553]);
const MAILBOX_FULL = /\b[45]\.2\.2\b/;

/**
 * What a failed SMTP call means. A reply is the server's word: 5yz refuses the mail, 4yz may be repeated. Before the
 * mail was begun (greeting, login), at its sender (MAIL FROM) and where it speaks of our quota, host or login, it is
 * about us and not about this mail. Without a reply it is ambiguous only behind the final dot.
 */
export function smtpFailure(error: SmtpFailure, progress: SmtpProgress): ProviderResult {
  const reason = describe(error);
  const { responseCode: code, command = '', response = '' } = error;
  if (progress.expired) return { kind: 'expired' };
  if (code !== undefined && code >= 400) {
    if (isOurs(code, response)) return { kind: 'at_fault', reason };
    if (code < 500) return { kind: 'later', reason };
    // 552 at MAIL FROM: this mail is too large.
    if (!progress.ready || (command === 'MAIL FROM' && code !== 552)) return { kind: 'at_fault', reason };
    const dead = isDead(code, response, command);
    const about = dead || command === 'RCPT TO' ? 'ADDRESS' : 'MESSAGE';
    return { kind: 'refused', reason, about, ...(dead && { dead }) };
  }
  return progress.ready && progress.contentEnded ? { kind: 'ambiguous', reason } : { kind: 'later', reason };
}

function isOurs(code: number, response: string): boolean {
  return CREDENTIALS.has(code) || (OURS.test(response) && !MAILBOX_FULL.test(response));
}

/**
 * Whether the reply says that there is no such mailbox (RFC 3463: 5.1.x but for the sender's 5.1.7 and 5.1.8, and
 * 5.2.1, disabled), or without such a code 550, 551 or 553 at RCPT TO. A full mailbox or a policy says nothing of that
 * kind.
 */
function isDead(code: number, response: string, command: string): boolean {
  const [, detail] = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? [];
  if (command === 'MAIL FROM') return false;
  if (detail === undefined) return command === 'RCPT TO' && NO_SUCH_MAILBOX.has(code);
  return (detail.startsWith('5.1.') && detail !== '5.1.7' && detail !== '5.1.8') || detail === '5.2.1';
}

/** A reply's text can name the recipient, so only its codes are kept. */
function describe({ message, code, responseCode }: SmtpFailure): string {
  if (responseCode !== undefined) return `SMTP_${responseCode}`;
  return code ? `SMTP_${code}` : message.slice(0, 120);
}
