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
/** Our host on a blocklist or not allowed to relay, our sender, or a quota of what we send. */
const OURS =
  /sending limit|(rate|message) limit|(sending|daily|hourly|monthly|outgoing|outbound|message) ([a-z]+ )*quota|too many (messages|connections)|block ?list|black ?list|blocked using|spamhaus|client host|relay(ing)? (access )?(denied|not permitted)|authentication required/i;
const QUOTA = /quota/i;
/** Codes of RFC 3463 that speak of the sender, and of what is wrong with the recipient: moved, none, disabled, full. */
const SENDERS = new Set(['1.7', '1.8']);
const FULL = '2.2';
/** Not found, moved, not allowed as a name (RFC 5321, 4.2.3). */
const NO_SUCH_MAILBOX = new Set([550, 551, 553]);
/** A bare 550 of these words is about who sends, or what the server likes; the mailbox may be there. */
const POLICY =
  /policy|spam|denied|blocked|reputation|sender|verif|spf|dkim|dmarc|dns|helo|prohibited|quota|full|storage|try again|rcpthosts/i;

/**
 * What a failed SMTP call means. A reply is the server's word: 5yz refuses the mail, 4yz may be repeated. Before the
 * mail was begun (greeting, login), at its sender (MAIL FROM) and where it speaks of our quota, host, sender or login,
 * it is about us and not about this mail. Without a reply it is ambiguous only behind the final dot.
 */
export function smtpFailure(error: SmtpFailure, progress: SmtpProgress): ProviderResult {
  const reason = describe(error);
  const { responseCode: code, command = '', response = '' } = error;
  if (progress.expired) return { kind: 'expired' };
  if (code !== undefined && code >= 400) {
    const detail = detailOf(response);
    const begun = progress.ready && command !== 'MAIL FROM';
    if (isOurs(code, response, detail, begun)) return { kind: 'at_fault', reason };
    if (code < 500) return { kind: 'later', reason };
    // 552 at MAIL FROM: this mail is too large.
    if (!begun && !(progress.ready && code === 552)) return { kind: 'at_fault', reason };
    const dead = begun && isDead(code, response, detail, command);
    const about = dead || command === 'RCPT TO' || detail === FULL ? 'ADDRESS' : 'MESSAGE';
    return { kind: 'refused', reason, about, ...(dead && { dead }) };
  }
  return progress.ready && progress.contentEnded ? { kind: 'ambiguous', reason } : { kind: 'later', reason };
}

/** The enhanced code without its class, such as 1.1: first in a line of the reply, or in brackets at its end. */
function detailOf(response: string): string | undefined {
  const [, first, last] =
    /^\d{3}[ -][45]\.(\d{1,3}\.\d{1,3})\b|\(#?[45]\.(\d{1,3}\.\d{1,3})\)\s*$/m.exec(response) ?? [];
  return first ?? last;
}

/** @param begun whether the mail was begun: then a quota, unless it is one of sending, is that of a mailbox. */
function isOurs(code: number, response: string, detail: string | undefined, begun: boolean): boolean {
  if (CREDENTIALS.has(code) || (detail !== undefined && SENDERS.has(detail))) return true;
  return detail !== FULL && (OURS.test(response) || (!begun && QUOTA.test(response)));
}

/**
 * Whether the reply says that there is no such mailbox (RFC 3463: 5.1.x, and 5.2.1, disabled), or without such a code
 * 550, 551 or 553 at RCPT TO. A full mailbox or a policy says nothing of that kind.
 */
function isDead(code: number, response: string, detail: string | undefined, command: string): boolean {
  if (detail === undefined) return command === 'RCPT TO' && NO_SUCH_MAILBOX.has(code) && !POLICY.test(response);
  return detail.startsWith('1.') || detail === '2.1';
}

/** A reply's text can name the recipient, so only its codes are kept. */
function describe({ message, code, responseCode }: SmtpFailure): string {
  if (responseCode !== undefined) return `SMTP_${responseCode}`;
  return code ? `SMTP_${code}` : message.slice(0, 120);
}
