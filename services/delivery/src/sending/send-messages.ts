import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { storableText } from '@perennial/database/storable-text';
import { addMs, HOUR, type Instant } from '@perennial/kernel/instant';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import type { DueWork } from '@perennial/service/work/due-work';
import type { ChannelName } from '../channel/channel.js';
import type { OpenMessage } from '../message/message.js';
import { postponeMessages } from '../message/message.store.js';
import { runInHalves } from '@perennial/service/work/run-in-halves';
import { ProviderRegistry, type OpenProvider } from '../provider/provider-registry.js';
import { BeginAttempts } from './begin-attempts.js';
import { dueMessages, firstShut, nextAttemptAt } from './candidate.store.js';
import { PrepareRound } from './prepare-round.js';
import { RunCalls } from './run-calls.js';
import { MAX_ROWS } from './sender.js';

const MOST_MESSAGES = 300;

/**
 * The sending loop. One round takes what can start now on a channel, looks, decides, writes attempts and starts their
 * calls.
 */
@Injectable()
export class SendMessages implements DueWork {
  readonly name = 'send-messages';

  constructor(
    private readonly database: Database,
    private readonly rounds: PrepareRound,
    private readonly attempts: BeginAttempts,
    private readonly calls: RunCalls,
    private readonly providers: ProviderRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(now: Instant): Promise<number> {
    let handled = 0;
    for (const channel of this.providers.channels) handled += await this.#round(channel, now);
    return handled;
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    const dues = await Promise.all(this.providers.channels.map((channel) => this.#nextDue(sql, channel)));
    return dues.reduce((least, due) => (least === null || (due !== null && due < least) ? due : least), null);
  }

  /** While the provider rests and nothing is under way, only what its window ends is looked at. */
  async #nextDue(sql: Sql, channel: ChannelName): Promise<Instant | null> {
    const due = await nextAttemptAt(sql, channel);
    const until = this.#route(channel)?.rest.until;
    if (due === null || until === undefined || due > until || this.calls.busy) return due;
    const shut = await firstShut(this.database, channel, until);
    return shut !== null && shut < until ? shut : until;
  }

  async #round(channel: ChannelName, now: Instant): Promise<number> {
    const route = this.#route(channel);
    if (!route) return 0;
    const { provider, rest } = route;
    const room = Math.min(rest.room(provider.capacity(), now), MOST_MESSAGES);
    const rests = rest.until !== undefined && room === 0;
    if (room === 0 && !rests) return 0;
    const limit = rests ? MOST_MESSAGES : room;
    const due = withinRows(await dueMessages(this.database, channel, now, limit, rests));
    if (due.length === 0) return 0;
    const handled = await runInHalves(
      due,
      (some) => this.#send(some, route, now),
      (message, error) => this.#setAside(message, error, now),
    );
    return handled.reduce((sum, count) => sum + count, 0);
  }

  /** The preferred provider of a channel. */
  #route(channel: ChannelName): OpenProvider | undefined {
    return this.providers.of(channel)[0];
  }

  async #send(due: readonly OpenMessage[], route: OpenProvider, now: Instant): Promise<number> {
    const { calls, ends, waits, accepted } = await this.rounds.execute(due, route, now);
    if (waits.length > 0) await postponeMessages(this.database, waits);
    if (calls.length + ends.length === 0) return waits.length + accepted;
    const begun = await this.attempts.execute({ calls, ends }, now);
    this.calls.start(begun.calls);
    return begun.handled + waits.length + accepted;
  }

  /** A message that nothing can be made of waits an hour, with the reason, and holds up nobody. */
  async #setAside(message: OpenMessage, error: unknown, now: Instant): Promise<void> {
    const { messageId } = message;
    this.logger.error({ err: error, messageId }, 'a message cannot be sent and is set aside for an hour');
    const reason = storableText(`SET_ASIDE: ${(error as Error).message}`, 200);
    await postponeMessages(this.database, [{ messageId, at: addMs(now, HOUR), reason }]);
  }
}

/**
 * As many messages as fit into one transaction even if each dispatch ends: itself, its message, its outcome, the event,
 * a review.
 */
function withinRows(messages: readonly OpenMessage[]): OpenMessage[] {
  let rows = 0;
  return messages.filter(({ dispatches }, index) => (rows += 1 + 4 * dispatches.length) <= MAX_ROWS || index === 0);
}
