import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { SECOND, type Instant } from '@perennial/kernel/instant';
import type { OpenMessage } from '../message/message.js';
import { uncertain } from '../message/outcome.js';
import { ProviderRegistry } from '../provider/provider-registry.js';
import { CALL_BY_MS } from '../provider/timings.js';
import type { UnknownAttempt } from './attempt.js';
import { ambiguousAttempts } from './attempt.store.js';
import { backoff } from './backoff.js';
import { within } from './call-effect.js';
import type { PreparedEnd, Routed, Wait } from './prepared-call.js';
import { RecordResults, type FinishedCall } from './record-results.js';
import { endAll } from './verdict.js';

/** What is to be done with a frozen message. */
type Fate =
  | ({ readonly kind: 'repeat' } & Routed)
  | ({ readonly kind: 'end' } & PreparedEnd)
  | ({ readonly kind: 'wait' } & Wait)
  | ({ readonly kind: 'accepted' } & FinishedCall);

export interface Resolved {
  /** Messages that may be repeated under the same key, over the same provider. */
  readonly repeat: readonly Routed[];
  readonly ends: readonly PreparedEnd[];
  readonly waits: readonly Wait[];
  /** Messages that their provider had taken. */
  readonly accepted: number;
}

/**
 * Before a frozen message is called again, the provider of its ambiguous attempt is asked what became of it
 * (protocol.md, Guard, fence and call). Another provider knows nothing of it: a message is never repeated there.
 */
@Injectable()
export class ResolveAmbiguous {
  constructor(
    private readonly database: Database,
    private readonly results: RecordResults,
    private readonly providers: ProviderRegistry,
  ) {}

  async execute(frozen: readonly OpenMessage[], now: Instant): Promise<Resolved> {
    if (frozen.length === 0) return { repeat: [], ends: [], waits: [], accepted: 0 };
    const found = await ambiguousAttempts(
      this.database,
      frozen.map(({ messageId }) => messageId),
    );
    const attempts = new Map(found.map((attempt) => [attempt.messageId, attempt]));
    const fates = await Promise.all(frozen.map((message) => this.#fate(message, attempts.get(message.messageId), now)));
    const taken = fates.filter((fate) => fate.kind === 'accepted');
    return {
      repeat: fates.filter((fate) => fate.kind === 'repeat'),
      ends: fates.filter((fate) => fate.kind === 'end'),
      waits: fates.filter((fate) => fate.kind === 'wait'),
      accepted: taken.length > 0 ? await this.results.execute(taken) : 0,
    };
  }

  async #fate(message: OpenMessage, attempt: UnknownAttempt | undefined, now: Instant): Promise<Fate> {
    const { messageId, channel } = message;
    const route = attempt && this.providers.find(channel, attempt.provider);
    if (!route || !attempt.capabilities.idempotent) return { kind: 'end', ...unknowable(message, 'PROVIDER_CHANGED') };
    const { provider, breaker } = route;
    const answer = attempt.capabilities.lookup ? await provider.lookup(attempt.idempotencyKey) : undefined;
    const called = { name: provider.name, capabilities: attempt.capabilities, others: [] };
    if (answer?.kind === 'accepted' || answer?.kind === 'waiting')
      return { ...attempt, kind: 'accepted', provider: called, result: answer };
    // It has forgotten the first call: a repeat would be another message.
    if (attempt.unknownForMs > (provider.repeatsWithinMs ?? Infinity) - CALL_BY_MS)
      return { kind: 'end', ...unknowable(message, 'TOO_LATE_TO_REPEAT') };
    if (message.windowClosesAt <= now) return { kind: 'end', ...unknowable(message, 'EXPIRED') };
    const wait = (ms: number, reason: string): Fate => ({
      kind: 'wait',
      messageId,
      at: within(message, now, ms),
      reason,
    });
    if (answer?.kind === 'unanswered') return wait(backoff(messageId, message.retries + 1), 'NO_LOOKUP_YET');
    if (breaker.room(provider.capacity(), now) === 0)
      return wait(Math.max(SECOND, (breaker.until ?? now) - now), 'PROVIDER_BUSY');
    return { kind: 'repeat', message, route: { ...route, dryRun: false } };
  }
}

function unknowable(message: OpenMessage, reason: string): PreparedEnd {
  return { message, ends: endAll(message, uncertain(reason)).ends };
}
