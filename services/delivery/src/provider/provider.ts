import type { Instant } from '@perennial/kernel/instant';

/** A name and its address; kept apart so that nothing is ever parsed out of a header. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** One rendered mail, ready for a provider. */
export interface OutgoingMail {
  /** Message id and text revision: the same for every repeat of the same text. */
  readonly idempotencyKey: string;
  /** RFC 5322 Message-ID without angle brackets. */
  readonly messageId: string;
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Business instant of the Date header. */
  readonly date: Instant;
  /** Link of List-Unsubscribe (RFC 8058). */
  readonly unsubscribeUrl: string;
}

/** What is known after a call (protocol.md, Guard, fence and call). */
export type ProviderResult =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  /** Permanent: a repeat would be refused as well. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The provider cannot have acted, or said that it did not. */
  | { readonly kind: 'retryable'; readonly reason: string; readonly retryAfterMs?: number }
  /** `callBy` passed before any content went out. */
  | { readonly kind: 'expired' }
  /** The content may have been taken; nobody knows. */
  | { readonly kind: 'ambiguous'; readonly reason: string };

export interface ProviderCapabilities {
  /** Can be asked whether it accepted a key. */
  readonly lookup: boolean;
  /** Takes a repeat under the same key for the same message. */
  readonly idempotent: boolean;
}

export type LookupResult =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Port of whatever carries mail. A call never throws: what happened is its result. */
export interface EmailProvider {
  readonly name: string;
  readonly channel: 'EMAIL';
  readonly capabilities: ProviderCapabilities;
  /** Calls that could start now: free connections, or what the measured rate clears within a second. */
  capacity(): number;
  /** @param limits.callBy monotonic ms after which no content may go out any more. */
  send(mail: OutgoingMail, limits: { readonly callBy: number }): Promise<ProviderResult>;
  /** Asks what became of a key; 'unanswered' for providers without lookup. */
  lookup(idempotencyKey: string): Promise<LookupResult>;
  /** Closes idle connections; call it when no call is under way. */
  close(): Promise<void>;
}

/** Injection token of the provider. */
export const EMAIL_PROVIDER = Symbol('email-provider');
