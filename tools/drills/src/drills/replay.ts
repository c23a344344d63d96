import { OWNERS } from '@perennial/cluster/cluster-ports';
import { setAsideEvents, poisonSetAside, setAsideSince, type SetAsideEvent } from '../dead-letters.js';
import type { Drill } from '../drill.js';
import { groupsOf, rewind, withAdmin } from '../kafka-admin.js';
import { allPoison, sow } from '../poison-records.js';
import { finishedTerms, writtenSince } from '../finished-terms.js';
import type { Stage } from '../stage.js';

export const replay: Drill = {
  name: 'replay',
  about:
    'with poison in every topic, all services stop, every consumer group is set back to the first record of each of its topics, and they start again: everything is read anew, and nothing is sent, planned, paid or set aside a second time',
  recoverySeconds: 60,
  async run(stage) {
    stage.ledger.deadLettersExpected = true;
    await sow(stage.cluster.brokers, allPoison(Date.now()));
    // The cycle in hand may have come to rest before the poison; the next one has not.
    await stage.load.play(2);
    await stage.untilSending();
    await Promise.all(OWNERS.map((name) => stage.first(name).terminate()));
    const [letters, finished] = [await lettersOf(stage), await finishedTerms(stage)];
    stage.ledger.lastLooks.push(
      async () => setAsideSince(letters, await setAsideEvents(stage)),
      () => writtenSince(stage, finished),
    );
    const rewound = await withAdmin(stage.cluster.brokers, async (admin) => {
      const groups = await groupsOf(admin);
      return { groups: groups.length, topics: await rewind(admin, groups) };
    });
    await Promise.all(
      OWNERS.map(async (name) => {
        stage.first(name).start();
        await stage.first(name).ready();
      }),
    );
    stage.recoversFrom('the replay');
    stage.ledger.notes.push(
      `${rewound.groups} groups from zero on ${rewound.topics} topics`,
      `${letters.length} letters and ${finished.size} finished terms before`,
    );
  },
};

/** What was set aside so far. Without letters from every topic a replay would prove nothing about them. */
async function lettersOf(stage: Stage): Promise<SetAsideEvent[]> {
  const setAside = await setAsideEvents(stage);
  for (const { topic, expected, count } of poisonSetAside(setAside)) {
    if (count < expected)
      stage.ledger.broken.push(
        `${count} of ${expected} poisoned records of ${topic} had become dead letters before the replay`,
      );
  }
  return setAside;
}
