import type { AttemptId, MessageId } from '@perennial/kernel/ids';
import { defineTransitions } from '@perennial/kernel/transitions';
import type { ChannelName } from '../channel/channel.js';
import type { ProviderCapabilities, ProviderIdentity } from '../provider/provider.js';

/** States of one call to one provider; of an ambiguous one it may be found out, or reported, what became of it. */
export const ATTEMPT = defineTransitions('attempt', {
  initial: 'CALLING',
  table: {
    CALLING: ['ACCEPTED', 'REFUSED', 'LATER', 'PROVIDER_AT_FAULT', 'EXPIRED', 'AMBIGUOUS'],
    AMBIGUOUS: ['ACCEPTED', 'REFUSED'],
    ACCEPTED: [],
    REFUSED: [],
    LATER: [],
    PROVIDER_AT_FAULT: [],
    EXPIRED: [],
  },
  ends: ['ACCEPTED', 'REFUSED', 'LATER', 'PROVIDER_AT_FAULT', 'EXPIRED'],
});
export type AttemptState = (typeof ATTEMPT.states)[number];

/** An attempt whose result is not known, with the provider that it called and what that could then. */
export interface UnknownAttempt {
  readonly attemptId: AttemptId;
  readonly messageId: MessageId;
  readonly channel: ChannelName;
  readonly idempotencyKey: string;
  readonly provider: ProviderIdentity;
  readonly capabilities: ProviderCapabilities;
  /** Wall clock, ms: since the first call of its message of which nobody knows what became. */
  readonly unknownForMs: number;
}
