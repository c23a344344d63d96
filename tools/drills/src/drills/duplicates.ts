import type { NewRecord } from '@perennial/events/event-log';
import { openLog, openLogReader } from '@perennial/events/log-location';
import { TOPICS } from '@perennial/events/topics';
import type { Drill } from '../drill.js';
import { finishedTerms, writtenSince } from '../finished-terms.js';
import { shuffledAcross } from '../shuffled.js';

const AT_ONCE = 500;

export const duplicates: Drill = {
  name: 'duplicates',
  about:
    'every event of every topic is delivered a second time, in random order across customers and topics while each customer keeps its order, under load: the inbox drops them all',
  recoverySeconds: 60,
  async run(stage) {
    await stage.untilSending();
    const quiet = (): void => undefined;
    const reader = openLogReader(stage.log, 'drill', quiet);
    const log = openLog(stage.log, 'drill', () => performance.now(), quiet);
    try {
      const records: NewRecord[] = [];
      await reader.read(
        Object.values(TOPICS),
        (some) => void records.push(...some.map(({ topic, key, headers, value }) => ({ topic, key, headers, value }))),
      );
      const again = shuffledAcross(records, ({ topic, key }) => `${topic} ${key}`);
      const finished = await finishedTerms(stage);
      stage.ledger.lastLooks.push(() => writtenSince(stage, finished));
      for (let at = 0; at < again.length; at += AT_ONCE) await log.append(again.slice(at, at + AT_ONCE));
      stage.recoversFrom('the duplicates');
      stage.ledger.notes.push(`${records.length} events twice`);
    } finally {
      await reader.close();
      await log.close();
    }
  },
};
