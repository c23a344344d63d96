import { OWNERS } from '@perennial/cluster/cluster-ports';
import type { Drill } from '../drill.js';

export const sigterm: Drill = {
  name: 'sigterm',
  about:
    'SIGTERM to each service in turn, in the middle of a batch, started again at once: it ends by itself with 0, no call is left behind, nothing becomes uncertain',
  async run(stage) {
    for (const name of OWNERS) {
      const process = stage.first(name);
      await stage.untilSending();
      const began = performance.now();
      const { code, signal } = await process.terminate();
      if (code !== 0) stage.ledger.broken.push(`${name} ended with ${code ?? signal} on SIGTERM`);
      stage.ledger.notes.push(`${name} stopped in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
      const caughtUp = await stage.restart(process);
      if (caughtUp === undefined) throw new Error(`${name} ended while it started again`);
      stage.ledger.recovered(`${name} after SIGTERM`, (caughtUp - began) / 1_000);
    }
  },
};
