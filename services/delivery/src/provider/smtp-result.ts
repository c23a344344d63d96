import type { ProviderResult } from './provider.js';

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
}

/**
 * What a failed SMTP call means. A reply is the server's word: 5yz refuses the mail, 4yz may be repeated; before the
 * mail
 * was begun (greeting, TLS, login) neither is about this mail. Without a reply it is ambiguous only behind the final
 * dot.
 */
export function smtpFailure(error: SmtpFailure, progress: SmtpProgress): ProviderResult {
  const reason = describe(error);
  if (progress.expired) return { kind: 'expired' };
  if (!progress.ready) return { kind: 'retryable', reason };
  if (error.responseCode !== undefined && error.responseCode >= 400)
    return error.responseCode >= 500 ? { kind: 'refused', reason } : { kind: 'retryable', reason };
  return progress.contentEnded ? { kind: 'ambiguous', reason } : { kind: 'retryable', reason };
}

/** A reply's text can name the recipient, so only its codes are kept. */
function describe({ message, code, responseCode }: SmtpFailure): string {
  if (responseCode !== undefined) return `SMTP_${responseCode}`;
  return code ? `SMTP_${code}` : message.slice(0, 120);
}
