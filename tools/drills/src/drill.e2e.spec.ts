import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { setAsideEvents } from './dead-letters.js';
import type { Drill } from './drill.js';
import { broker } from './drills/broker.js';
import { duplicates } from './drills/duplicates.js';
import { killAt } from './drills/kill.js';
import { poison } from './drills/poison.js';
import { racesOf } from './drills/races.js';
import { zombieFor } from './drills/zombie.js';
import { RECOVERY_SECONDS } from './ledger.js';
import { runDrill } from './run-drill.js';
import { Stage } from './stage.js';
import { NEEDS } from './stage-needs.js';

/**
 * The short set of `npm run drill`, on one stage, under one load and with one verdict: a verdict reads everything that
 * the stage ever did, and each load needs a while to begin and to end.
 */
const SHORT = together(
  racesOf(1),
  killAt({
    scheduling: ['scheduling.release-due.after-commit'],
    delivery: ['delivery.attempt.after-commit'],
    payments: ['payments.record.after-commit'],
  }),
  zombieFor(9),
  broker,
  duplicates,
  poison,
);

/**
 * Quiet drills first, the others one after the other under the same load. Poison comes last: only its letters may be
 * there.
 */
function together(...drills: readonly Drill[]): Drill {
  const play = async (stage: Stage, drill: Drill): Promise<void> => {
    stage.ledger.limitSeconds = drill.recoverySeconds ?? RECOVERY_SECONDS;
    const letters = drill === poison ? (await setAsideEvents(stage)).length : 0;
    if (letters > 0) stage.ledger.broken.push(`${letters} events became dead letters before there was poison`);
    await drill.run(stage);
    const uncertain = await uncertainOf(stage);
    if (uncertain > stage.ledger.uncertainAllowed)
      stage.ledger.broken.push(
        `${uncertain} messages are uncertain after ${drill.name}, the faults so far explain ${stage.ledger.uncertainAllowed}`,
      );
  };
  return {
    name: drills.map(({ name }) => name).join(', '),
    about: drills.map(({ about }) => about).join('; '),
    load: { imports: 60, payNew: 15 },
    async before(stage) {
      for (const drill of drills.filter(({ quiet }) => quiet)) await play(stage, drill);
    },
    async run(stage) {
      for (const drill of drills.filter(({ quiet }) => !quiet)) await play(stage, drill);
    },
  };
}

async function uncertainOf(stage: Stage): Promise<number> {
  const [row] = await stage
    .database('delivery')
    .query<{ count: number }>(`select count(*)::int as count from message where state = 'UNCERTAIN'`, []);
  return row?.count ?? 0;
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

  test(`${SHORT.name}: nothing lost, doubled, late to silence or out of order`, async () => {
    const row = await runDrill(stage, SHORT);
    expect(row).toMatchObject({ failures: [], lost: 0, doubled: 0, afterClosing: 0, outOfOrder: 0 });
  }, 600_000);
});
