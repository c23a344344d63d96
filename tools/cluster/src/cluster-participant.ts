import { setTimeout as sleep } from 'node:timers/promises';
import type { Glance, IdleReport } from '@perennial/service/sandbox/idle';
import { opsParticipant, type Participant } from '@perennial/service/sandbox/walker';

const ANSWER_MS = 5_000;
const AGAIN_MS = 100;
/** Longer than any drill keeps a process away. */
const LONGEST_AWAY_MS = 150_000;
/** A process that is down has surely something to do when it comes back. */
const BUSY: IdleReport & Glance = {
  busy: true,
  now: '1970-01-01T00:00:00Z',
  nextDue: null,
  outbox: 0,
  lag: 0,
  inFlight: 1,
  handled: 0,
};

/**
 * A process seen through its ops port that may be down for a while: then it counts as busy, and the clock is set when
 * it is back.
 * @param present false once the process was removed from the cluster; then it holds nobody up.
 * @param longestMs `setNow` rejects when the process stays away longer.
 */
export function clusterParticipant(
  name: string,
  opsUrl: string,
  present: () => boolean,
  longestMs = LONGEST_AWAY_MS,
): Participant {
  const participant = opsParticipant(name, opsUrl);
  const orBusy = async <R extends object>(question: Promise<R>): Promise<R | typeof BUSY> => {
    const answer = await answerOf(question);
    if (answer.ok) return answer.value;
    return present() ? BUSY : { ...BUSY, inFlight: 0, busy: false };
  };
  return {
    name,
    setNow: async (now) => {
      const deadline = performance.now() + longestMs;
      while (present()) {
        const answer = await answerOf(participant.setNow(now));
        if (answer.ok) return;
        if (performance.now() > deadline)
          throw new Error(`${name} did not take the clock within ${longestMs} ms: ${answer.reason}`);
        await sleep(AGAIN_MS);
      }
    },
    idle: () => orBusy(participant.idle()),
    glance: () => orBusy(participant.glance()),
  };
}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** A stopped process takes connections and never answers. */
async function answerOf<T>(question: Promise<T>): Promise<Answer<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer<T>>(
    (resolve) =>
      (timer = setTimeout(() => resolve({ ok: false, reason: `no answer within ${ANSWER_MS} ms` }), ANSWER_MS)),
  );
  const answer = question.then(
    (value): Answer<T> => ({ ok: true, value }),
    (error: unknown): Answer<T> => ({ ok: false, reason: String((error as Error).cause ?? error) }),
  );
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
