import type { Drill } from '../drill.js';
import { playWave } from '../play-wave.js';
import { messagesIn, reportsOf, untilReported } from '../reported.js';
import type { Stage } from '../stage.js';
import { channelsOf, judgeTold } from '../told.js';

const CUSTOMERS = 20;

export const callbacks: Drill = {
  name: 'callbacks',
  about: `receipts come twice and the newest first: each counts once; then the first provider takes messages, breaks the connection and reports them delivered: none stays uncertain; then it takes some and reports them failed: the second one tells each of ${CUSTOMERS}, once (C-09, C-10)`,
  needs: { provider: 'channels' },
  quiet: true,
  async run(stage) {
    await twiceAndBackwards(stage);
    await takenWithoutAnswer(stage);
    await takenAndFailed(stage);
  },
};

async function twiceAndBackwards(stage: Stage): Promise<void> {
  const { sms, mend } = channelsOf(stage);
  const first = sms['sms-first'];
  // Whatever a drill before has left open closes.
  await playWave(stage, { name: 'well before', count: 1, ladder: 'text' });
  const wave = await playWave(stage, { name: 'twice and backwards', count: CUSTOMERS, ladder: 'text' }, async () =>
    first.report({ ...first.receipts, hold: true, duplicate: true, reorder: true }),
  );
  await judgeTold(stage, wave, { of: ['sms-first', 'sms-second'] });
  const released = await first.release();
  await untilReported(async () => (await reportsOf(stage, wave, 'DELIVERED')).rows >= CUSTOMERS);
  const { rows, events } = await reportsOf(stage, wave, 'DELIVERED');
  stage.ledger.notes.push(`${released} receipts twice, ${rows} pieces of evidence, ${events} events`);
  if (rows !== CUSTOMERS || events !== CUSTOMERS)
    stage.ledger.broken.push(`${released} receipts that came twice made ${rows} rows and ${events} events`);
  await mend();
}

async function takenWithoutAnswer(stage: Stage): Promise<void> {
  const { sms, mend } = channelsOf(stage);
  const wave = await playWave(stage, { name: 'taken without an answer', count: CUSTOMERS, ladder: 'text' }, () =>
    sms['sms-first'].break({ how: 'drop' }),
  );
  await untilReported(async () => (await messagesIn(stage, wave, 'ACCEPTED')) >= CUSTOMERS);
  await mend();
  const uncertain = await messagesIn(stage, wave, 'UNCERTAIN');
  if (uncertain > 0) stage.ledger.broken.push(`${uncertain} messages are uncertain although their provider reported`);
  await judgeTold(stage, wave, { of: ['sms-first', 'sms-second'] });
}

async function takenAndFailed(stage: Stage): Promise<void> {
  const { sms, mend } = channelsOf(stage);
  const first = sms['sms-first'];
  // Its breaker closes.
  await playWave(stage, { name: 'well between', count: 1, ladder: 'text' });
  const wave = await playWave(stage, { name: 'taken and failed', count: CUSTOMERS, ladder: 'text' }, async () => {
    first.report({ ...first.receipts, ending: 'failed' });
    await first.break({ how: 'drop' });
  });
  await untilReported(async () => (await messagesIn(stage, wave, 'ACCEPTED')) >= CUSTOMERS);
  await stage.rest();
  await mend();
  await judgeTold(stage, wave, { of: ['sms-second'], failed: ['sms-first'] });
}
