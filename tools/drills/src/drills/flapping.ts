import { addMs, MINUTE } from '@perennial/kernel/instant';
import { noon } from '../deal.js';
import type { Drill } from '../drill.js';
import { breakerOf, callsTo, channelsOf, judgeTold, outboxEnd } from '../told.js';
import { importOverdue } from '../wave.js';

const PULSES = 8;
const CUSTOMERS = 5;
/** Of five calls: more than half, which is what a breaker takes for failing. */
const FAILING = 3;
const EVERY_MINUTES = 3;
/** Rests of 1, 2, 4 and 8 minutes in 24. */
const MOST_OPENINGS = 5;

export const flapping: Drill = {
  name: 'flapping',
  about: `the first mail server refuses ${FAILING} of ${CUSTOMERS} mails for now, every ${EVERY_MINUTES} minutes anew, which is right above the threshold of its breaker: each customer is told once, the breaker opens at most ${MOST_OPENINGS} times in ${PULSES * EVERY_MINUTES} minutes, and no customer costs a second call (L-04)`,
  needs: { provider: 'channels' },
  quiet: true,
  async run(stage) {
    const { primary, mend } = channelsOf(stage);
    const before = await outboxEnd(stage);
    const customers = [];
    for (let pulse = 0; pulse < PULSES; pulse += 1) {
      const wave = await importOverdue(stage, { name: `pulse-${pulse}`, count: CUSTOMERS, ladder: 'mail' }, (all) => {
        for (const { email } of all.slice(0, FAILING)) primary.behaveFor(email, { kind: 'reject4xx', phase: 'data' });
      });
      customers.push(...wave.customers);
      await stage.walkTo(addMs(noon(stage.load.day), (pulse + 1) * EVERY_MINUTES * MINUTE));
    }
    const wave = { name: 'flapping', customers };
    await judgeTold(stage, wave, { of: ['primary', 'backup'] });
    const [calls, changes] = [await callsTo(stage, 'smtp', wave), await breakerOf(stage, 'smtp', before)];
    const opened = changes.filter((state) => state === 'OPEN').length;
    stage.ledger.notes.push(`${calls} calls to it`, `its breaker opened ${opened} times`);
    if (opened === 0) stage.ledger.broken.push('the breaker of a provider that flaps never opened');
    if (opened > MOST_OPENINGS) stage.ledger.broken.push(`the breaker opened ${opened} times`);
    if (calls > customers.length) stage.ledger.broken.push(`${customers.length} customers cost ${calls} calls to it`);
    await mend();
  },
};
