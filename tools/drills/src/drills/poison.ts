import { setAsideEvents, poisonSetAside } from '../dead-letters.js';
import type { Drill } from '../drill.js';
import { allPoison, sow } from '../poison-records.js';
import type { Stage } from '../stage.js';

export const poison: Drill = {
  name: 'poison',
  about:
    'bad bytes, JSON of the wrong schema, missing headers, nothing at all and a 1 MB event go into every topic under load: each becomes a dead letter, and everything else goes on',
  async run(stage) {
    stage.ledger.deadLettersExpected = true;
    await stage.untilSending();
    const poisons = allPoison(Date.now());
    await sow(stage.cluster.brokers, poisons);
    stage.recoversFrom('the poison');
    stage.ledger.notes.push(`${poisons.length} poisoned records`);
    stage.ledger.lastLooks.push(() => missingLetters(stage));
  },
};

/** Whoever reads a topic sets aside each poisoned record of it, so each shows up at least once. */
async function missingLetters(stage: Stage): Promise<string[]> {
  return poisonSetAside(await setAsideEvents(stage))
    .filter(({ expected, count }) => count !== expected)
    .map(({ topic, expected, count }) => `${count} of ${expected} poisoned records of ${topic} became dead letters`);
}
