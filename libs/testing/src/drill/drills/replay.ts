import { OWNERS } from '../../cluster/cluster-ports.js';
import type { Drill } from '../drill.js';
import { groupsOf, rewind, withAdmin } from '../kafka-admin.js';

export const replay: Drill = {
  name: 'replay',
  about: 'all services stop, every consumer group is set back to the first record of each of its topics, and they start again: everything is read anew, and nothing is sent, planned or paid a second time',
  recoverySeconds: 60,
  async run(stage) {
    await stage.midst();
    await Promise.all(OWNERS.map((name) => stage.first(name).terminate()));
    const rewound = await withAdmin(stage.cluster.brokers, async (admin) => {
      const groups = await groupsOf(admin);
      return { groups: groups.length, topics: await rewind(admin, groups) };
    });
    await Promise.all(OWNERS.map(async (name) => {
      stage.first(name).start();
      await stage.first(name).ready();
    }));
    stage.struck('the replay');
    stage.ledger.notes.push(`${rewound.groups} groups from zero on ${rewound.topics} topics`);
  },
};
