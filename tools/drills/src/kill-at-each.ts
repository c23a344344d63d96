import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnerName } from '@perennial/cluster/cluster-ports';
import type { Stage } from './stage.js';

const REACHED_MS = 180_000;

/** Calls that a death of delivery cut off: nobody can know how they went, and SMTP cannot be asked. */
export async function callsInHand(stage: Stage): Promise<number> {
  const [row] = await stage
    .database('delivery')
    .query<{ count: number }>(`select count(*)::int as count from attempt where state = 'CALLING'`, []);
  return row?.count ?? 0;
}

/**
 * Runs a service with one failpoint after the other armed: each kills it as kill -9 does, and it is started at once
 * with the next. Recovery is from the death until it has caught up; one that is killed again before counts from the
 * later death.
 */
export async function killAtEach(stage: Stage, name: OwnerName, failpoints: readonly string[]): Promise<void> {
  const process = stage.first(name);
  await process.terminate();
  let died: { readonly at: number; readonly of: string } | undefined;
  for (const failpoint of [...failpoints, undefined]) {
    const since = died;
    const caughtUp = stage.restart(process, failpoint ? { PERENNIAL_FAILPOINTS: `${failpoint}=kill` } : {}).then(
      (at) =>
        void (
          at !== undefined &&
          since &&
          stage.ledger.recovered(`${name} killed at ${since.of}`, (at - since.at) / 1_000)
        ),
      (error: unknown) => void stage.ledger.broken.push(`${name} after ${since?.of ?? 'its stop'}: ${String(error)}`),
    );
    if (!failpoint) return await caughtUp;
    if (await Promise.race([process.exited.then(() => true), sleep(REACHED_MS, false, { ref: false })])) {
      const at = performance.now();
      if (name === 'delivery') stage.ledger.uncertainAllowed += await callsInHand(stage);
      const { code, signal } = await process.exited;
      if (signal !== 'SIGKILL')
        stage.ledger.broken.push(`${name} ended with ${code ?? signal} and not at ${failpoint}`);
      await caughtUp;
      died = { at, of: failpoint };
    } else {
      stage.ledger.broken.push(`${failpoint} in ${name} was not reached within ${REACHED_MS / 1_000} s of load`);
      await caughtUp;
      await process.terminate();
      died = undefined;
    }
  }
}
