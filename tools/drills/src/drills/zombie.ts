import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from '../drill.js';
import { callsBegun, sentByZombie } from '../zombie-calls.js';
import { watchPositions } from '../watch-positions.js';

/** Both hold the relay lease of their service: the older replica keeps prolonging it. */
const ZOMBIES = ['scheduling', 'delivery'] as const;
const AFTERWARDS_MS = 5_000;
const SLOW_MS = 400;

/** @param seconds of SIGSTOP: longer than the relay's lease, the sender's lease and the log's session timeout. */
export function zombieFor(seconds: number): Drill {
  return {
    name: 'zombie',
    about: `scheduling and delivery, each holding its relay lease, are stopped by SIGSTOP for ${seconds} s with calls in hand while a second replica of each takes over, and go on: a zombie sends, publishes and commits nothing`,
    recoverySeconds: 30,
    load: { imports: 60, payNew: 15 },
    async run(stage) {
      const successors = await Promise.all(ZOMBIES.map((name) => stage.cluster.add(name)));
      await stage.load.play(1);
      const watch = await watchPositions(stage, ZOMBIES);
      // A slow provider fills the connections, so that calls wait behind those under way when the process is stopped.
      stage.provider.smtp?.behave({ kind: 'slow', ms: SLOW_MS });
      await stage.untilSending();
      const zombies = ZOMBIES.map((name) => stage.first(name));
      for (const zombie of zombies) zombie.pause();
      const backs = zombies.map((zombie) => stage.without(zombie));
      stage.provider.smtp?.behaveNormally();
      const held = await callsBegun(stage);
      stage.ledger.uncertainAllowed += held.idempotencyKeys.size;
      stage.recoversFrom('the successors');
      const cyclesBefore = stage.load.cycles;
      await sleep(seconds * 1_000);
      for (const name of ZOMBIES)
        if (watch.epochs(name) < 1)
          stage.ledger.broken.push(`nobody took over the relay of ${name} while its holder was stopped`);
      const resumedAt = Date.now();
      for (const zombie of zombies) zombie.resume();
      for (const back of backs) back();
      stage.recoversFrom('the zombies');
      // Longer than a call may take to go out.
      await Promise.all([sleep(AFTERWARDS_MS), stage.load.play(1)]);
      await watch.stop();
      stage.ledger.broken.push(...sentByZombie(stage, held, resumedAt));
      stage.ledger.notes.push(
        `${held.idempotencyKeys.size} calls held, ${stage.load.cycles - cyclesBefore} cycles meanwhile`,
      );
      await Promise.all(successors.map((successor) => stage.cluster.remove(successor)));
    },
  };
}

export const zombie = zombieFor(60);
