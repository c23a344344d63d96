import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { addMs, type Instant } from '@perennial/kernel/instant';
import type { OpenMessage } from '../message/message.js';
import { uncertain } from '../message/outcome.js';
import { EMAIL_PROVIDER, type EmailProvider } from '../provider/provider.js';
import { ambiguousAttempts } from './attempt.store.js';
import { backoff } from './backoff.js';
import type { Prepared } from './prepare-calls.js';
import { RecordResults } from './record-results.js';

export interface Settled extends Pick<Prepared, 'ends' | 'waits'> {
  /** Messages that may be repeated under the same key. */
  readonly repeat: readonly OpenMessage[];
  /** Messages that the provider had taken. */
  readonly accepted: number;
}

/**
 * Before a frozen message is called again its provider is asked what became of it (protocol.md, Guard, fence and call).
 */
@Injectable()
export class SettleAmbiguous {
  constructor(
    private readonly database: Database,
    private readonly results: RecordResults,
    @Inject(EMAIL_PROVIDER) private readonly provider: EmailProvider,
  ) {}

  async execute(frozen: readonly OpenMessage[], now: Instant): Promise<Settled> {
    if (frozen.length === 0) return { repeat: [], ends: [], waits: [], accepted: 0 };
    const { lookup, idempotent } = this.provider.capabilities;
    if (!idempotent)
      return {
        repeat: [],
        waits: [],
        accepted: 0,
        ends: frozen.map((message) => ({
          message,
          ends: message.riders.map(({ reminderId }) => uncertain(reminderId, 'PROVIDER_CHANGED')),
        })),
      };
    if (!lookup) return { repeat: frozen, ends: [], waits: [], accepted: 0 };
    return await this.#ask(frozen, now);
  }

  async #ask(frozen: readonly OpenMessage[], now: Instant): Promise<Settled> {
    const attempts = new Map(
      (
        await ambiguousAttempts(
          this.database,
          frozen.map(({ id }) => id),
        )
      ).map((attempt) => [attempt.messageId, attempt]),
    );
    const asked = await Promise.all(
      frozen.map(async (message) => {
        const attempt = attempts.get(message.id);
        return {
          message,
          attempt,
          found: attempt ? await this.provider.lookup(attempt.idempotencyKey) : ({ kind: 'unknown' } as const),
        };
      }),
    );
    const taken = asked.flatMap(({ message, attempt, found }) =>
      attempt && found.kind === 'accepted' ? [{ attemptId: attempt.id, messageId: message.id, result: found }] : [],
    );
    const accepted = taken.length > 0 ? await this.results.execute(taken) : 0;
    const waits = asked.flatMap(({ message, found }) =>
      found.kind === 'unanswered'
        ? [
            {
              messageId: message.id,
              at: addMs(now, backoff(message.id, message.attempts + 1)),
              reason: 'NO_LOOKUP_YET',
            },
          ]
        : [],
    );
    return {
      repeat: asked.filter(({ found }) => found.kind === 'unknown').map(({ message }) => message),
      ends: [],
      waits,
      accepted,
    };
  }
}
