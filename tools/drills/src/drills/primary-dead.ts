import type { Drill } from '../drill.js';
import { playWave } from '../play-wave.js';
import type { Stage } from '../stage.js';
import { breakerOf, callsTo, channelsOf, judgeTold, outboxEnd, type Way } from '../told.js';
import type { Ladder } from '../wave.js';

const CUSTOMERS = 30;
/** Free connections that find out, and the probes of three hours. */
const MOST_CALLS = 20;

interface Death {
  readonly name: string;
  readonly ladder: Ladder;
  readonly dead: string;
  readonly told: Way;
  kill(stage: Stage): Promise<void>;
}

/** Ways in which the first provider of a channel is dead; the second one is well. */
const DEATHS: readonly Death[] = [
  {
    name: 'mail hangs',
    ladder: 'mail',
    dead: 'smtp',
    told: 'backup',
    kill: async (stage) => channelsOf(stage).primary.behave({ kind: 'hang', phase: 'connect' }),
  },
  {
    name: 'mail wants another login',
    ladder: 'mail',
    dead: 'smtp',
    told: 'backup',
    kill: async (stage) => channelsOf(stage).primary.behave({ kind: 'reject5xx', phase: 'rcpt', code: 530 }),
  },
  {
    name: 'text refuses',
    ladder: 'text',
    dead: 'sms-first',
    told: 'sms-second',
    kill: (stage) => channelsOf(stage).sms['sms-first'].break({ how: 'refuse' }),
  },
  {
    name: 'text answers 401',
    ladder: 'text',
    dead: 'sms-first',
    told: 'sms-second',
    kill: (stage) => channelsOf(stage).sms['sms-first'].break({ how: 'status', status: 401 }),
  },
];

export const primaryDead: Drill = {
  name: 'primary-dead',
  about: `the first mail server hangs, then refuses our login; the first provider of text messages refuses connections, then answers 401: ${CUSTOMERS} customers each are told by the second one, once, over at most ${MOST_CALLS} calls to the dead one, whose breaker opens, and closes when it is well (C-10, L-04)`,
  needs: { provider: 'channels' },
  quiet: true,
  async run(stage) {
    const { mend } = channelsOf(stage);
    for (const { name, ladder, dead, told, kill } of DEATHS) {
      const before = await outboxEnd(stage);
      const wave = await playWave(stage, { name, count: CUSTOMERS, ladder }, () => kill(stage));
      await judgeTold(stage, wave, { of: [told] });
      const calls = await callsTo(stage, dead, wave);
      stage.ledger.notes.push(`${calls} calls to the dead one`);
      if (calls > MOST_CALLS) stage.ledger.broken.push(`${name}: ${calls} calls to ${dead}, which was dead`);
      await mend();
      // It was left alone for long: the first message of the next wave probes it.
      const well = await playWave(stage, { name: `${name} no more`, count: CUSTOMERS, ladder });
      await judgeTold(stage, well, { of: ladder === 'mail' ? ['primary', 'backup'] : ['sms-first', 'sms-second'] });
      const changes = await breakerOf(stage, dead, before);
      if (!changes.includes('OPEN') || changes.at(-1) !== 'CLOSED')
        stage.ledger.broken.push(`${name}: the breaker of ${dead} went ${changes.join(', ') || 'nowhere'}`);
    }
  },
};
