import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from '../drill.js';

const DOWN_MS = 3_000;

export const broker: Drill = {
  name: 'broker',
  about:
    'the only broker is killed -9 while messages are on their way and started again 3 s later: everything goes on by itself, at rest within 15 s of its return',
  async run(stage) {
    const [node] = stage.cluster.kafka.nodes;
    if (!node) throw new Error('this drill needs a Kafka that it may kill');
    await stage.untilSending();
    const began = performance.now();
    await node.kill();
    await sleep(DOWN_MS);
    await node.start();
    stage.ledger.notes.push(`broker away for ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    stage.recoversFrom('the broker');
  },
};
