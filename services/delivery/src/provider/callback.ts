import type { Instant } from '@perennial/kernel/instant';
import type { Evidence } from '../channel/channel.js';

/** What a provider sent to /webhooks/<provider>, byte for byte. */
export interface Callback {
  readonly method: string;
  /** The whole public URL, as the provider was told it: PUBLIC_URL, path and query as written. */
  readonly url: string;
  /** Names in lower case; of a repeated one the values joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Wall clock, ms: signatures age by it. */
  readonly receivedAt: number;
}

/** One thing that a provider reports of one message. */
export interface ReportedEvidence {
  /** The same for every repeat of the report: what is told twice counts once. */
  readonly reportId: string;
  /**
   * Which message: by the provider's id of it, or by the key that it was sent under. A reply names neither, only who
   * wrote it: it is about the newest message to that address on the channel.
   */
  readonly message:
    { readonly providerMessageId: string } | { readonly idempotencyKey: string } | { readonly address: string };
  readonly evidence: Evidence;
  /** By the provider's clock; null where it does not say. */
  readonly happenedAt: Instant | null;
  /** The program that opened or clicked, where the provider tells: proxies and scanners do so too. */
  readonly userAgent?: string;
  /** Codes of the provider, without personal data. */
  readonly detail: string;
  /** The address will never work (a bounce), or wants nothing any more (a complaint, STOP). */
  readonly closesAddress: boolean;
}

export interface CallbackAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** `refused` is no report of the provider: forged, too old, broken. Nothing of it is believed. */
export type CallbackReading =
  | { readonly kind: 'taken'; readonly reports: readonly ReportedEvidence[]; readonly answer: CallbackAnswer }
  | { readonly kind: 'refused'; readonly reason: string; readonly answer: CallbackAnswer };
