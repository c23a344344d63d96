import type { Drill } from '../drill.js';
import { playWave } from '../play-wave.js';
import { breakerOf, callsTo, channelsOf, judgeTold, outboxEnd, WAYS, whoWasTold } from '../told.js';

const CUSTOMERS = 12;
const HOUR_MS = 3_600_000;
const STILL_MINUTES = 55;
/** One before the hour, one behind it, and one that finds the account's rate still low. */
const MOST_CALLS_EACH = 3;

export const throttled: Drill = {
  name: 'throttled',
  about: `the first provider of text messages answers 429 with Retry-After: 3600, and the second one tells all; then both do, and ${CUSTOMERS} customers who have no other channel are told by nobody for an hour, then once each, over at most ${MOST_CALLS_EACH} calls each: no breaker opens, for a provider that wants fewer calls is well (L-04)`,
  needs: { provider: 'channels' },
  quiet: true,
  async run(stage) {
    const { sms, mend } = channelsOf(stage);
    const before = await outboxEnd(stage);
    const one = await playWave(stage, { name: 'one wants fewer calls', count: CUSTOMERS, ladder: 'text' }, () =>
      sms['sms-first'].break({ how: 'throttle', retryAfterMs: HOUR_MS }),
    );
    await judgeTold(stage, one, { of: ['sms-second'] });
    const calls = await callsTo(stage, 'sms-first', one);
    if (calls > CUSTOMERS) stage.ledger.broken.push(`${CUSTOMERS} customers cost ${calls} calls to who wants fewer`);
    const both = await playWave(
      stage,
      { name: 'both want fewer calls', count: CUSTOMERS, ladder: 'text-alone' },
      async () => {
        for (const fake of Object.values(sms)) await fake.break({ how: 'throttle', retryAfterMs: HOUR_MS });
      },
      [
        STILL_MINUTES,
        async (wave) => {
          const told = (await whoWasTold(stage, wave)).filter((customer) => WAYS.some((way) => customer[way] > 0));
          if (told.length > 0) stage.ledger.broken.push(`${told.length} were told although both wanted fewer calls`);
          await mend();
        },
      ],
    );
    await judgeTold(stage, both, { of: ['sms-first', 'sms-second'] });
    for (const name of ['sms-first', 'sms-second']) {
      const asked = await callsTo(stage, name, both);
      stage.ledger.notes.push(`${asked} calls to ${name}`);
      if (asked > CUSTOMERS * MOST_CALLS_EACH)
        stage.ledger.broken.push(`${CUSTOMERS} customers cost ${asked} calls to ${name}, which wanted fewer`);
      if ((await breakerOf(stage, name, before)).includes('OPEN'))
        stage.ledger.broken.push(`the breaker of ${name} opened, which is well and wants fewer calls`);
    }
  },
};
