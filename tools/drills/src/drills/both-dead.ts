import type { Drill } from '../drill.js';
import { playWave } from '../play-wave.js';
import { channelsOf, judgeTold } from '../told.js';

const CUSTOMERS = 40;
const BACK_AFTER_MINUTES = 60;

export const bothDead: Drill = {
  name: 'both-dead',
  about: `both mail servers answer 451 to every mail, and are well again an hour later: ${CUSTOMERS} customers are told by text message when the half hour of their mail is over, each once, and by no mail afterwards (C-10)`,
  needs: { provider: 'channels' },
  quiet: true,
  async run(stage) {
    const { primary, backup, mend } = channelsOf(stage);
    const wave = await playWave(
      stage,
      { name: 'both mail servers dead', count: CUSTOMERS, ladder: 'mail' },
      async () => {
        for (const server of [primary, backup]) server.behave({ kind: 'reject4xx', phase: 'data' });
      },
      [BACK_AFTER_MINUTES, () => mend()],
    );
    await judgeTold(stage, wave, { of: ['sms-first'] });
  },
};
