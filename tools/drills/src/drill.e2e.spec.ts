import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import type { Drill } from './drill.js';
import { broker } from './drills/broker.js';
import { duplicates } from './drills/duplicates.js';
import { killAt } from './drills/kill.js';
import { poison } from './drills/poison.js';
import { racesOf } from './drills/races.js';
import { zombieFor } from './drills/zombie.js';
import { runDrill } from './run-drill.js';
import { Stage } from './stage.js';
import { NEEDS } from './stage-needs.js';

/** The short set of `npm run drill`, on one stage. */
const SHORT: readonly Drill[] = [
  killAt({
    scheduling: ['scheduling.release-due.after-commit'],
    delivery: ['delivery.attempt.after-commit'],
    payments: ['payments.record.after-commit'],
  }),
  zombieFor(12),
  broker,
  together(duplicates, poison),
  racesOf(1),
];

/** Drills one after the other under the same load, with one verdict. */
function together(...drills: readonly Drill[]): Drill {
  return {
    name: drills.map(({ name }) => name).join(' and '),
    about: drills.map(({ about }) => about).join('; '),
    async run(stage) {
      for (const drill of drills) await drill.run(stage);
    },
  };
}

describeWithKafka('drills', () => {
  let logs: string;
  let stage: Stage;

  beforeAll(async () => {
    logs = mkdtempSync(join(tmpdir(), 'perennial-drill-logs-'));
    stage = await Stage.open({ needs: NEEDS, logFile: join(logs, 'stage.log'), say: () => undefined });
  }, 120_000);

  afterAll(async () => {
    await stage?.close();
    rmSync(logs, { recursive: true, force: true });
  }, 60_000);

  test.each(SHORT.map((drill) => [drill.name, drill] as const))(
    '%s',
    async (_name, drill) => {
      const row = await runDrill(stage, drill);
      expect(row).toMatchObject({ failures: [], lost: 0, doubled: 0, afterClosing: 0, outOfOrder: 0 });
    },
    240_000,
  );
});
