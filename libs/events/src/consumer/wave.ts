import type { Database, FailpointHook } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { claimLetters } from '../dead-letters/dead-letter.store.js';
import type { ReceivedEvent } from '../event.js';
import type { LogRecord } from '../event-log.js';
import { claimNew } from '../inbox/inbox.js';
import type { Outbox } from '../outbox/outbox.js';
import type { EventType } from '../registry.js';
import { withTrace } from '../trace-context.js';
import { deadLetterRow, type DeadLetter } from './dead-letter.js';
import type { Handler } from './handler.js';

export interface WaveEvent {
  readonly key: string;
  readonly event: ReceivedEvent<EventType>;
  readonly record: LogRecord;
}

export interface WaveRunner {
  readonly group: string;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly handlers: ReadonlyMap<EventType, Handler>;
  readonly now: () => Instant;
  readonly failpoint: FailpointHook;
}

/** Handles one wave in one transaction: inbox, then the new events grouped by type. @returns how many were new. */
export async function runWave(runner: WaveRunner, wave: readonly WaveEvent[]): Promise<number> {
  return await runner.database.transaction(`${runner.group}.wave`, async (tx) => {
    const fresh = await claimNew(
      tx,
      runner.group,
      wave.map(({ event }) => event),
    );
    const byType = new Map<EventType, ReceivedEvent<EventType>[]>();
    for (const { event } of wave) {
      if (!fresh.has(event.id)) continue;
      const list = byType.get(event.type);
      if (list) list.push(event);
      else byType.set(event.type, [event]);
    }
    const now = runner.now();
    for (const [type, events] of byType) {
      const handler = runner.handlers.get(type) as Handler;
      await withTrace(events[0]?.traceparent, () => handler.handle({ type, events, tx, now }));
    }
    return fresh.size;
  });
}

/** Keeps dead letters in the outbox, once each, however often their records come. @returns the new ones. */
export async function keepDeadLetters(runner: WaveRunner, letters: readonly DeadLetter[]): Promise<DeadLetter[]> {
  return await runner.database.transaction(`${runner.group}.dead-letters`, async (tx) => {
    const fresh = await claimLetters(tx, runner.group, letters);
    const now = runner.now();
    await runner.outbox.appendRows(
      tx,
      fresh.map((letter) => deadLetterRow(runner.group, letter, now)),
    );
    return fresh;
  });
}
