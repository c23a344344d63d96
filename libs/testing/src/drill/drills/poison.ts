import { DEAD_LETTER_PREFIX, TOPICS } from '@perennial/events/topics';
import { openLogReader } from '@perennial/events/log-location';
import type { Drill } from '../drill.js';
import { kafkaOf } from '../kafka-admin.js';
import { poisonFor } from '../poison-records.js';
import type { Stage } from '../stage.js';

export const poison: Drill = {
  name: 'poison',
  about: 'bad bytes, JSON of the wrong schema, an unknown type, missing headers, nothing at all and a 1 MB event go into every topic under load: each becomes a dead letter, and everything else goes on',
  async run(stage) {
    stage.ledger.deadLettersExpected = true;
    const producer = kafkaOf(stage.cluster.brokers).producer({ allowAutoTopicCreation: false });
    await stage.midst();
    const poisons = Object.values(TOPICS).flatMap((topic) => poisonFor(topic, Date.now()));
    await producer.connect();
    try {
      for (const { topic, message } of poisons) await producer.send({ topic, messages: [message], acks: -1 });
    } finally {
      await producer.disconnect();
    }
    stage.struck('the poison');
    stage.ledger.notes.push(`${poisons.length} poisoned records`);
  },
  /** Whoever reads a topic sets aside each poisoned record of it, so each shows up at least once. */
  async after(stage) {
    const buried = await buriedBySource(stage);
    for (const topic of Object.values(TOPICS)) {
      const expected = poisonFor(topic, Date.now()).length;
      const count = buried.get(topic)?.size ?? 0;
      if (count !== expected) stage.ledger.broken.push(`${count} of ${expected} poisoned records of ${topic} became dead letters`);
    }
  },
};

/** Places of what was set aside, by the topic from which it came. */
async function buriedBySource(stage: Stage): Promise<Map<string, Set<string>>> {
  const places = new Map<string, Set<string>>();
  const reader = openLogReader(stage.log, 'drill', () => undefined);
  try {
    await reader.read(await reader.topics(DEAD_LETTER_PREFIX), (records) => {
      for (const { value } of records) {
        const { topic, partition, offset } = JSON.parse(value.toString('utf8')) as { topic: string; partition: number; offset: string };
        places.set(topic, (places.get(topic) ?? new Set()).add(`${partition}/${offset}`));
      }
    });
  } finally {
    await reader.close();
  }
  return places;
}
