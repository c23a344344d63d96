import { addMs, HOUR } from '@perennial/kernel/instant';
import { opening } from '../deal.js';
import type { Drill } from '../drill.js';
import { playWave } from '../play-wave.js';
import { messagesIn } from '../reported.js';
import { channelsOf, judgeTold } from '../told.js';

const CUSTOMERS = 12;
/** A window of eleven hours; the last of them is for the next rung. */
const OVER_HOURS = 11;
/** By day and colleague, for each message. */
const MOST_NUDGES = 3;

export const neverConfirmed: Drill = {
  name: 'never-confirmed',
  about: `${CUSTOMERS} messages of WeCom wait for a colleague who never confirms: he is reminded ${MOST_NUDGES} times at most, each is cancelled an hour before its window shuts, and its customer gets a text message, once; what is confirmed behind that reaches nobody (C-08)`,
  needs: { provider: 'channels' },
  quiet: true,
  async run(stage) {
    const { staff, mend } = channelsOf(stage);
    const known = new Set(staff.all.map(({ id }) => id));
    const wave = await playWave(stage, { name: 'never confirmed', count: CUSTOMERS, ladder: 'chat' }, async () => {
      staff.behave('never');
      await Promise.resolve();
    });
    const waiting = await messagesIn(stage, wave, 'WAITING');
    if (waiting !== CUSTOMERS) stage.ledger.broken.push(`${waiting} of ${CUSTOMERS} messages wait for their colleague`);
    await stage.walkTo(addMs(opening(stage.load.day), OVER_HOURS * HOUR));
    await judgeTold(stage, wave, { of: ['sms-first', 'sms-second'] });
    const asked = staff.all.filter(({ id }) => !known.has(id)).map(({ id }) => id);
    const nudges = asked.map((id) => staff.remindersOf(id));
    stage.ledger.notes.push(`${asked.length} tasks of colleagues, each reminded ${Math.max(...nudges)} times at most`);
    if (asked.length !== CUSTOMERS) stage.ledger.broken.push(`${asked.length} tasks for ${CUSTOMERS} customers`);
    if (Math.max(...nudges) > MOST_NUDGES)
      stage.ledger.broken.push(`a colleague was reminded ${Math.max(...nudges)} times`);
    const late = staff.confirm();
    if (late > 0) stage.ledger.broken.push(`${late} messages could be confirmed behind their text message`);
    await mend();
  },
};
