import type { Drill } from '../drill.js';
import type { Stage } from '../stage.js';

const ROUND = 100;

/** @param rounds of 100 terms each. */
export function racesOf(rounds: number): Drill {
  let before = 0;
  return {
    name: 'races',
    about: `${rounds} times 100 terms fall due at one instant and all are paid at random moments around it: whatever the closing overtakes is not sent, whatever it does not is sent once`,
    load: { imports: ROUND, payNew: ROUND, payOld: 0, jitterMs: 1_500, pulses: false },
    async run(stage) {
      before = stage.clients.paid.length;
      await stage.load.play(rounds);
    },
    async after(stage) {
      stage.ledger.notes.push(await ways(stage, stage.clients.paid.slice(before)));
    },
  };
}

export const races = racesOf(5);

/** How the first reminders of the paid terms ended. */
async function ways(stage: Stage, termIds: readonly string[]): Promise<string> {
  const [row] = await stage.database('scheduling').query<{ sent: number; dropped: number; never: number }>(
    `select count(*) filter (where state = 'SENT')::int as sent, count(*) filter (where state <> 'SENT' and message_id is not null)::int as dropped, count(*) filter (where message_id is null)::int as never
     from reminder where node = 60 and term_id = any($1::uuid[])`, [termIds],
  );
  return `${row?.sent} sent before closing, ${row?.dropped} dropped behind the fence, ${row?.never} never released`;
}
