import { setTimeout as sleep } from 'node:timers/promises';

/** What brokers answer while leaders and coordinators change hands, or have only just been appointed. */
const ELECTING = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
]);
const TRIES = 100;
const AGAIN_MS = 100;

/** Asks again until the cluster knows whom it should have asked. @throws every other error, and this one after 10 s. */
export async function retryWhileElecting<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES || !ELECTING.has(String((error as { type?: unknown }).type))) throw error;
      await sleep(AGAIN_MS);
    }
  }
}
