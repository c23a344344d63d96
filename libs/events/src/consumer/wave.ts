import type { Database, FailpointHook, Transaction } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { claimLetters } from '../dead-letters/dead-letter.store.js';
import { deadLetterRow, type DeadLetter } from '../dead-letters/dead-letter.js';
import { deferEvents, deferredSubjects } from '../deferred/deferred-event.store.js';
import type { ReceivedEvent } from '../event.js';
import type { LogRecord } from '../event-log.js';
import { claimNew } from '../inbox/inbox.js';
import type { Outbox } from '../outbox/outbox.js';
import { EVENTS, type EventType } from '../registry.js';
import { withTrace } from '../trace-context.js';
import type { EventHead } from './decode-record.js';
import type { Handler } from './handler.js';

export interface WaveEvent {
  readonly key: string;
  readonly head: EventHead;
  readonly record: LogRecord;
  /** Null where this build cannot read the payload; `reason` says why. */
  readonly event: ReceivedEvent<EventType> | null;
  readonly reason?: string;
}

export interface WaveRunner {
  readonly group: string;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly handlers: ReadonlyMap<EventType, Handler>;
  readonly now: () => Instant;
  readonly failpoint: FailpointHook;
}

/** What a wave came to. */
export interface WaveOutcome {
  /** Events that the group saw for the first time. */
  readonly fresh: number;
  /** Those of them that wait for a build that can read them, or behind such a one. */
  readonly deferred: readonly WaveEvent[];
}

/**
 * Handles one wave in one transaction: inbox, then the new events grouped by type. An event that this build cannot read
 * is deferred, and behind it every later fact of its aggregate; events with a version need no order, and a closing
 * event waits for nothing (protocol.md, Events).
 */
export async function runWave(runner: WaveRunner, wave: readonly WaveEvent[]): Promise<WaveOutcome> {
  return await runner.database.transaction(`${runner.group}.wave`, async (tx) => {
    const facts = wave.filter(({ head }) => EVENTS[head.type].kind === 'fact');
    const [fresh, waited] = await tx.pipeline([
      claimNew(
        tx,
        runner.group,
        wave.map(({ head }) => head),
      ),
      deferredSubjects(
        tx,
        runner.group,
        facts.map(({ head }) => head.subject),
      ),
    ]);
    const waits = ({ head, event }: WaveEvent): boolean =>
      event === null || (EVENTS[head.type].kind === 'fact' && waited.has(head.subject));
    const taken = wave.filter(({ head }) => fresh.has(head.id));
    const deferred = taken.filter(waits);
    await deferEvents(
      tx,
      runner.group,
      deferred.map(({ head, record, reason }) => ({
        record,
        subject: head.subject,
        reason: reason ?? 'waits behind an event of its aggregate that was deferred',
      })),
    );
    await handleByType(
      runner,
      tx,
      taken.flatMap((one) => (one.event !== null && !waits(one) ? [one.event] : [])),
    );
    return { fresh: fresh.size, deferred };
  });
}

/** Hands events to their handlers, grouped by type. */
export async function handleByType(
  runner: WaveRunner,
  tx: Transaction,
  events: readonly ReceivedEvent<EventType>[],
): Promise<void> {
  const byType = new Map<EventType, ReceivedEvent<EventType>[]>();
  for (const event of events) {
    const list = byType.get(event.type);
    if (list) list.push(event);
    else byType.set(event.type, [event]);
  }
  const now = runner.now();
  for (const [type, ofType] of byType) {
    const handler = runner.handlers.get(type) as Handler;
    await withTrace(ofType[0]?.traceparent, () => handler.handle({ type, events: ofType, tx, now }));
  }
}

/** Keeps dead letters in the outbox, once each, however often their records come. @returns the new ones. */
export async function keepDeadLetters(runner: WaveRunner, letters: readonly DeadLetter[]): Promise<DeadLetter[]> {
  return await runner.database.transaction(
    `${runner.group}.dead-letters`,
    async (tx) => await writeDeadLetters(runner, tx, letters),
  );
}

export async function writeDeadLetters(
  runner: WaveRunner,
  tx: Transaction,
  letters: readonly DeadLetter[],
): Promise<DeadLetter[]> {
  const fresh = await claimLetters(tx, runner.group, letters);
  const now = runner.now();
  await runner.outbox.appendRows(
    tx,
    fresh.map((letter) => deadLetterRow(runner.group, letter, now)),
  );
  return fresh;
}
