import type { Drill } from '../drill.js';
import { killAtEach } from '../kill-at-each.js';
import { playWave } from '../play-wave.js';
import { judgeTold, type Way } from '../told.js';
import type { Addresses, Ladder } from '../wave.js';

const CUSTOMERS = 40;
const BOUNDARIES = ['delivery.attempt.after-commit', 'delivery.result.before-commit', 'delivery.result.after-commit'];

/** Who is told by which rung of the same ladder: the rungs before it have no address, or nobody who serves it. */
const RUNGS: readonly { readonly of: readonly Way[]; readonly ladder: Ladder; readonly addresses: Addresses }[] = [
  { of: ['primary', 'backup'], ladder: 'mail', addresses: 'both' },
  { of: ['sms-first', 'sms-second'], ladder: 'mail', addresses: 'phone' },
  { of: ['task'], ladder: 'mail', addresses: 'chinese-phone' },
];

export const rungs: Drill = {
  name: 'rungs',
  about: `delivery is killed -9 in the mail rung, the text rung and the task rung of a ladder, each between the commit of its attempts and their calls and around the commit of their results: ${CUSTOMERS} customers each are told once, but for those whose call was cut off; a task never twice (C-10, L-05)`,
  needs: { provider: 'channels' },
  quiet: true,
  recoverySeconds: 30,
  async run(stage) {
    for (const { of, ladder, addresses } of RUNGS) {
      const allowed = stage.ledger.uncertainAllowed;
      const name = `killed in the rung of ${of[0]}`;
      const kills: Promise<void>[] = [];
      const wave = await playWave(stage, { name, count: CUSTOMERS, ladder, addresses }, () => {
        kills.push(killAtEach(stage, 'delivery', BOUNDARIES));
        return Promise.resolve();
      }).finally(() => Promise.all(kills));
      await stage.rest();
      // A task is a row of ours: nobody is in doubt whether it was opened.
      const mayBeSilent = of.includes('task') ? 0 : stage.ledger.uncertainAllowed - allowed;
      await judgeTold(stage, wave, { of, mayBeSilent });
    }
  },
};
