import { OWNERS } from '@perennial/cluster/cluster-ports';
import type { Drill } from '../drill.js';
import { writeNewer } from '../newer-records.js';

export const rolling: Drill = {
  name: 'rolling',
  about:
    'each service has two replicas, which are stopped in order and started again one after the other, as a rolling deploy does, while a newer build writes types and values that nobody here knows: nobody notices, and nothing becomes a dead letter',
  async run(stage) {
    const second = await Promise.all(OWNERS.map((name) => stage.cluster.add(name)));
    await stage.load.play(1);
    let newer = await writeNewer(stage);
    for (const [i, name] of OWNERS.entries()) {
      for (const process of [stage.first(name), second[i]]) {
        if (!process) continue;
        const began = performance.now();
        const { code, signal } = await process.terminate();
        if (code !== 0) stage.ledger.broken.push(`${name}.${process.replica} ended with ${code ?? signal} on SIGTERM`);
        const caughtUp = await stage.restart(process);
        if (caughtUp === undefined) throw new Error(`${name}.${process.replica} ended while it started again`);
        stage.ledger.recovered(`${name}.${process.replica} rolled`, (caughtUp - began) / 1_000);
      }
    }
    newer += await writeNewer(stage);
    await stage.load.play(1);
    for (const process of second) await stage.cluster.remove(process);
    stage.ledger.notes.push(`${second.length * 2} restarts, ${newer} events of a newer build`);
  },
};
