import { nextStop, noon } from '../deal.js';
import type { Drill } from '../drill.js';
import { playWave } from '../play-wave.js';
import { messagesIn, untilReported } from '../reported.js';
import type { Stage } from '../stage.js';
import { channelsOf, judgeTold } from '../told.js';
import type { Wave } from '../wave.js';

const CUSTOMERS = 20;
/** A breaker opens when five calls were not answered; until then as many go out as the provider takes at once. */
const LEAST = 5;

export const lateReceipts: Drill = {
  name: 'late-receipts',
  about: `the first provider of text messages takes messages without an answer, until its breaker opens, and reports them delivered two days later: uncertain until then, and accepted from then on; the next ones it reports failed two days later, when their windows are over: each is a task, once, and nobody of ${CUSTOMERS} hears it twice (C-10, L-05)`,
  needs: { provider: 'channels' },
  quiet: true,
  async run(stage) {
    const delivered = await reportedLate(stage, 'delivered');
    await judgeTold(stage, delivered, { of: ['sms-first', 'sms-second'] });
    const failed = await reportedLate(stage, 'failed');
    await judgeTold(stage, failed, { of: ['sms-second', 'task'], failed: ['sms-first'] });
    for (const wave of [delivered, failed]) {
      const uncertain = await messagesIn(stage, wave, 'UNCERTAIN');
      if (uncertain > 0)
        stage.ledger.broken.push(`${wave.name}: ${uncertain} are uncertain although their provider reported`);
    }
  },
};

async function reportedLate(stage: Stage, ending: 'delivered' | 'failed'): Promise<Wave> {
  const { sms, mend } = channelsOf(stage);
  const first = sms['sms-first'];
  // Its breaker closes.
  await playWave(stage, { name: `well before ${ending}`, count: 1, ladder: 'text' });
  const wave = await playWave(stage, { name: `${ending} late`, count: CUSTOMERS, ladder: 'text' }, async () => {
    first.report({ ...first.receipts, hold: true, ending });
    await first.break({ how: 'drop' });
  });
  const uncertain = await messagesIn(stage, wave, 'UNCERTAIN');
  stage.ledger.notes.push(`${uncertain} uncertain for two days`);
  if (uncertain < LEAST) stage.ledger.broken.push(`${wave.name}: only ${uncertain} messages were uncertain`);
  await first.mend();
  const day = nextStop(stage.load.day);
  await stage.walkTo(noon(day));
  stage.load.skipTo(day);
  await first.release();
  await untilReported(async () => (await messagesIn(stage, wave, 'UNCERTAIN')) === 0);
  await stage.rest();
  await mend();
  return wave;
}
