import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@perennial/database/database';
import { storableText } from '@perennial/database/storable-text';
import { addMs, DAY, HOUR, instant, type Instant } from '@perennial/kernel/instant';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import type { DueWork } from '@perennial/service/work/due-work';
import { runInHalves } from '@perennial/service/work/run-in-halves';
import { CHANNEL_NAMES, type ChannelName } from '../channel/channel.js';
import type { OpenMessage } from '../message/message.js';
import { postponeMessages } from '../message/message.store.js';
import { NO_PROVIDER } from '../message/outcome.js';
import { BeginAttempts } from './begin-attempts.js';
import { dueMessages, firstEnd, nextAttempts } from './candidate.store.js';
import type { ChannelRoutes } from './channel-routes.js';
import { LoadRoutes } from './load-routes.js';
import { PrepareRound } from './prepare-round.js';
import { RunCalls } from './run-calls.js';
import { MAX_ROWS } from './sender.js';
import { endAll } from './verdict.js';

const MOST_MESSAGES = 300;
/** How far ahead windows are looked at while a switch keeps a channel down. */
const LOOK_AHEAD_MS = 400 * DAY;

/**
 * The sending loop. One round takes what can start now on a channel, chooses a provider for each message, looks,
 * decides, writes attempts and starts their calls.
 */
@Injectable()
export class SendMessages implements DueWork {
  readonly name = 'send-messages';
  /**
   * Since when a channel has no provider that is well, as this process found it. Probes do not end it: they come closer
   * to each other than a message waits for its channel.
   */
  readonly #downSince = new Map<ChannelName, Instant>();

  constructor(
    private readonly database: Database,
    private readonly rounds: PrepareRound,
    private readonly attempts: BeginAttempts,
    private readonly calls: RunCalls,
    private readonly routes: LoadRoutes,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async run(now: Instant): Promise<number> {
    let handled = 0;
    for (const { channel, at } of await nextAttempts(this.database, CHANNEL_NAMES))
      if (at <= now) handled += await this.#round(channel, now);
    return handled;
  }

  async nextDue(sql: Sql): Promise<Instant | null> {
    const dues: Instant[] = [];
    for (const { channel, at } of await nextAttempts(sql, CHANNEL_NAMES))
      dues.push(...(await this.#nextDue(channel, at)));
    return dues.length > 0 ? instant(Math.min(...dues)) : null;
  }

  /** While the channel is down and nothing is under way, only what ends or fails over is looked at. */
  async #nextDue(channel: ChannelName, due: Instant): Promise<Instant[]> {
    const since = this.#downSince.get(channel);
    if (since === undefined || this.calls.busy) return [due];
    const found = await this.routes.execute(channel, since);
    if (!found) return [due];
    const { candidates, probeAt } = found;
    // A switch was turned, or another call found a provider well.
    if (candidates.some(({ probed }) => !probed)) return [due];
    if (probeAt !== undefined && due > probeAt) return [due];
    const end = await firstEnd(this.database, channel, probeAt ?? addMs(due, LOOK_AHEAD_MS), since);
    return [end, probeAt].flatMap((at) => at ?? []);
  }

  async #round(channel: ChannelName, now: Instant): Promise<number> {
    const channels = await this.routes.execute(channel, now);
    if (!channels) return await this.#passOver(channel, now);
    if (channels.well) this.#downSince.delete(channel);
    else if (!this.#downSince.has(channel)) this.#downSince.set(channel, now);
    const downSince = this.#downSince.get(channel) ?? null;
    const ended = downSince === null ? 0 : await this.#endWaiting(channel, downSince, now);
    const room = channels.candidates.reduce((sum, one) => sum + (one.shut ? 0 : one.room), 0);
    if (room === 0) return ended;
    const limit = Math.min(room, MOST_MESSAGES);
    const due = withinRows(await dueMessages(this.database, channel, now, { limit, downSince }));
    return ended + (due.length === 0 ? 0 : await this.#handle(due, channels, now));
  }

  /** What has waited long enough for a channel that is down ends or fails over, before anything probes it. */
  async #endWaiting(channel: ChannelName, downSince: Instant, now: Instant): Promise<number> {
    const due = await dueMessages(this.database, channel, now, { limit: MOST_MESSAGES, downSince, onlyEnds: true });
    return due.length === 0 ? 0 : await this.#handle(withinRows(due), undefined, now);
  }

  /** Nobody carries messages of this channel: the next one has its turn. */
  async #passOver(channel: ChannelName, now: Instant): Promise<number> {
    const due = withinRows(await dueMessages(this.database, channel, now, { limit: MOST_MESSAGES }));
    if (due.length === 0) return 0;
    const ends = due.map((message) => ({ message, ends: endAll(message, NO_PROVIDER).ends }));
    return (await this.attempts.execute({ calls: [], ends }, now)).handled;
  }

  /** @param routes undefined for what ends or fails over without a call. */
  async #handle(due: readonly OpenMessage[], routes: ChannelRoutes | undefined, now: Instant): Promise<number> {
    const handled = await runInHalves(
      due,
      (some) => this.#send(some, routes, now),
      (message, error) => this.#setAside(message, error, now),
    );
    return handled.reduce((sum, count) => sum + count, 0);
  }

  async #send(due: readonly OpenMessage[], routes: ChannelRoutes | undefined, now: Instant): Promise<number> {
    const { calls, ends, waits, accepted } = await this.rounds.execute(due, routes, now);
    if (waits.length > 0) await postponeMessages(this.database, waits, now);
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
    await postponeMessages(this.database, [{ messageId, at: addMs(now, HOUR), reason }], now);
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
