import type { Instant } from '@perennial/kernel/instant';
import type { Content } from '../channel/channel.js';
import type { OpenMessage, Quotes, RidingDispatch, UsedText } from '../message/message.js';
import type { DispatchEnding } from '../message/outcome.js';
import type { Destination } from '../provider/provider.js';
import type { Route } from './channel-routes.js';

/** A message that is to be called over a provider. */
export interface Routed {
  readonly message: OpenMessage;
  readonly route: Route;
}

/** A rendered message that may be called as soon as its attempt is written. */
export interface PreparedCall extends Routed {
  readonly to: Destination;
  readonly content: Content;
  readonly addressHmac: string;
  readonly looked: boolean;
  readonly quotes: Quotes;
  /** What leaves into a message of its own, and when that comes up. */
  readonly apart: readonly RidingDispatch[];
  readonly apartUntil: Instant;
  /** Part of the idempotency key: one more than the last text's when the text is another one. */
  readonly textRevision: number;
  /** What it is made of; the first gives subject and frame. */
  readonly texts: readonly UsedText[];
  readonly contentHash: string;
}

/** A message in which something ends before a call. */
export interface PreparedEnd {
  readonly message: OpenMessage;
  readonly ends: readonly DispatchEnding[];
}

export interface Wait {
  readonly messageId: OpenMessage['messageId'];
  readonly at: Instant;
  readonly reason: string;
  /** Nobody can take it now: its next channel has its turn after a while. */
  readonly down?: boolean;
}

/** What a round found out before its transaction. */
export interface Prepared {
  readonly calls: readonly PreparedCall[];
  readonly ends: readonly PreparedEnd[];
  readonly waits: readonly Wait[];
}
