import type { Drill } from '../drill.js';
import { playWave } from '../play-wave.js';
import { channelsOf, judgeTold } from '../told.js';
import type { Stage } from '../stage.js';
import type { Wave } from '../wave.js';

const CUSTOMERS = 40;
const BACK_AFTER_MINUTES = 90;

export const allDown: Drill = {
  name: 'all-down',
  about: `both mail servers and both providers of text messages are dead for an hour and a half: each of ${CUSTOMERS} customers is a task for a person, once, and hears nothing more when all are back; what failed is listed (R-20, L-05, A-05)`,
  needs: { provider: 'channels' },
  quiet: true,
  async run(stage) {
    const { primary, backup, sms, mend } = channelsOf(stage);
    const wave = await playWave(
      stage,
      { name: 'all channels down', count: CUSTOMERS, ladder: 'mail' },
      async () => {
        for (const server of [primary, backup]) server.behave({ kind: 'reject4xx', phase: 'data' });
        for (const fake of Object.values(sms)) await fake.break({ how: 'refuse' });
      },
      [BACK_AFTER_MINUTES, () => mend()],
    );
    await judgeTold(stage, wave, { of: ['task'] });
    const listed = await exceptionsOf(stage, wave);
    stage.ledger.notes.push(`${listed} of them listed as exceptions that ended in a task`);
    if (listed < CUSTOMERS) stage.ledger.broken.push(`${CUSTOMERS - listed} customers stand on no list of exceptions`);
  },
};

async function exceptionsOf(stage: Stage, { customers }: Wave): Promise<number> {
  const [row] = await stage.database('delivery').query<{ count: number }>(
    `select count(distinct customer_id)::int as count from exception
     where instead = 'TASK' and customer_id = any($1::uuid[])`,
    [customers.map(({ customerId }) => customerId)],
  );
  return row?.count ?? 0;
}
