import { instant } from '@perennial/kernel/instant';
import type { DeadLetter } from '../dead-letters/dead-letter.js';
import { readDeferred, takeDeferred, type StoredDeferredEvent } from '../deferred/deferred-event.store.js';
import type { EventType } from '../registry.js';
import { decodeRecord, type Decoded } from './decode-record.js';
import type { decode } from '../codec.js';
import { isEventsFault } from './events-fault.js';
import { handleByType, writeDeadLetters, type WaveRunner } from './wave.js';

const PAGE = 100;
/** The inbox has seen them when they came. */
const ANY_TIME = { oldest: instant(0), newest: instant(8.64e15) };

export interface DeferredOutcome {
  readonly handled: number;
  readonly letters: readonly DeadLetter[];
}

/**
 * Handles what builds before this one could not read, in the order in which it came, each event in a transaction of its
 * own: two processes of a group that start together take turns. An aggregate of which this build cannot read an event
 * either keeps waiting from there on. @throws what is not the fault of an event; what is left is taken the next time.
 */
export async function handleDeferred(
  runner: WaveRunner,
  handled: ReadonlySet<EventType>,
  read?: typeof decode,
): Promise<DeferredOutcome> {
  const waiting = new Set<string>();
  const letters: DeadLetter[] = [];
  let count = 0;
  let after = 0n;
  for (;;) {
    const page = await readDeferred(runner.database, runner.group, after, PAGE);
    for (const deferred of page) {
      after = deferred.deferredId;
      if (waiting.has(deferred.subject)) continue;
      const decoded = decodeRecord(deferred.record, handled, ANY_TIME, read);
      if (decoded.kind !== 'event' && decoded.kind !== 'dead') waiting.add(deferred.subject);
      else if (await handleOne(runner, deferred, decoded, letters)) count += 1;
    }
    if (page.length < PAGE) return { handled: count, letters };
  }
}

async function handleOne(
  runner: WaveRunner,
  deferred: StoredDeferredEvent,
  decoded: Decoded,
  letters: DeadLetter[],
): Promise<boolean> {
  try {
    return await runner.database.transaction(`${runner.group}.deferred`, async (tx) => {
      if (!(await takeDeferred(tx, deferred.deferredId))) return false;
      if (decoded.kind === 'event') await handleByType(runner, tx, [decoded.event]);
      if (decoded.kind === 'dead') letters.push(...(await writeDeadLetters(runner, tx, [decoded.letter])));
      return true;
    });
  } catch (error) {
    if (!isEventsFault(error)) throw error;
    const letter = { record: deferred.record, reason: (error as Error).message };
    await runner.database.transaction(`${runner.group}.deferred`, async (tx) => {
      if (await takeDeferred(tx, deferred.deferredId)) letters.push(...(await writeDeadLetters(runner, tx, [letter])));
    });
    return true;
  }
}
