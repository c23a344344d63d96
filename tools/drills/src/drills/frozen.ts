import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ServiceProcess } from '@perennial/cluster/service-process';
import type { Drill } from '../drill.js';
import type { Stage } from '../stage.js';
import { watchPositions } from '../watch-positions.js';
import { callsBegun, sentByZombie } from '../zombie-calls.js';

/** The very instants that `call_by` and the lease's epoch are for. */
const POINTS = [
  ['delivery', 'delivery.attempt.after-commit'],
  ['scheduling', 'relay.after-publish'],
] as const;
/** Longer than every lease and the session of the event log. */
const FROZEN_MS = 15_000;
const REACHED_MS = 60_000;
const AFTERWARDS_MS = 5_000;

export const frozen: Drill = {
  name: 'frozen',
  about: `delivery stops between the commit of its attempts and their calls, scheduling between publishing and moving its position, each for ${FROZEN_MS / 1_000} s while a second replica takes over: when they go on, no call is made and no position moves back`,
  recoverySeconds: 30,
  load: { imports: 60, payNew: 15 },
  async run(stage) {
    const watch = await watchPositions(
      stage,
      POINTS.map(([name]) => name),
    );
    for (const [name, point] of POINTS) {
      const one = stage.first(name);
      await one.terminate();
      one.start({ PERENNIAL_FAILPOINTS: `${point}=stop@3` });
      await one.ready();
      await stopped(one);
      await freeze(stage, one);
    }
    await stage.load.play(1);
    await watch.stop();
  },
};

async function freeze(stage: Stage, one: ServiceProcess): Promise<void> {
  const back = stage.without(one);
  const held = await callsBegun(stage);
  if (one.name === 'delivery') {
    stage.ledger.uncertainAllowed += held.idempotencyKeys.size;
    stage.ledger.notes.push(`${held.idempotencyKeys.size} calls frozen`);
  }
  const successor = await stage.cluster.add(one.name as 'delivery' | 'scheduling');
  await sleep(FROZEN_MS);
  const resumedAt = Date.now();
  one.resume();
  back();
  stage.recoversFrom(`${one.name} goes on`);
  await sleep(AFTERWARDS_MS);
  if (one.name === 'delivery') stage.ledger.broken.push(...sentByZombie(stage, held, resumedAt));
  await stage.load.play(1);
  await stage.cluster.remove(successor);
}

/** Waits until the failpoint was reached. @throws Error when it was not under a minute of load. */
async function stopped(one: ServiceProcess): Promise<void> {
  const deadline = performance.now() + REACHED_MS;
  while (performance.now() < deadline) {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(one.pid)]);
    if (stdout.trim().startsWith('T')) return;
    await sleep(50);
  }
  throw new Error(`${one.name} did not reach its failpoint within ${REACHED_MS / 1_000} s of load`);
}
