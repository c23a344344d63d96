import { setTimeout as sleep } from 'node:timers/promises';
import { TOPICS } from '@perennial/events/topics';
import type { Drill } from '../drill.js';
import { withAdmin } from '../kafka-admin.js';

const DOWN_MS = 8_000;
const ROUNDS = 2;

export const leader: Drill = {
  name: 'leader',
  about:
    'three brokers; the leader of a partition of reminders is killed -9 while messages are on their way, and comes back 8 s later, twice: its followers take over, nothing lost or out of order',
  needs: { brokers: 3 },
  // The controller takes a broker for dead only after its session timeout of 9 s.
  recoverySeconds: 30,
  async run(stage) {
    const { kafka } = stage.cluster;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { leader: id, leads } = await withAdmin(kafka.brokers, async (admin) => {
        const { topics } = await admin.fetchTopicMetadata({ topics: Object.values(TOPICS) });
        const partitions = topics.flatMap((topic) => topic.partitions);
        const chosen = topics.find(({ name }) => name === TOPICS.reminders)?.partitions[round]?.leader;
        return { leader: chosen, leads: partitions.filter(({ leader: of }) => of === chosen).length };
      });
      const node = kafka.nodes.find((one) => one.id === id);
      if (!node) throw new Error(`no broker has the id ${id}`);
      await stage.untilSending();
      await node.kill();
      stage.recoversFrom(`leader ${id} killed`);
      await sleep(DOWN_MS);
      await node.start();
      stage.ledger.notes.push(`broker ${id} led ${leads} partitions`);
      await stage.load.play(1);
    }
  },
};
