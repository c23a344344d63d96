import type { Drill } from '../drill.js';
import type { Stage } from '../stage.js';

const ROUND = 100;
/** So that some are closed between their release and their call. */
const SLOW_MS = 40;

/** @param rounds of 100 terms each. */
export function racesOf(rounds: number): Drill {
  return {
    name: 'races',
    about: `${rounds} times 100 terms fall due at one instant and at random moments around it one half is paid and the other cancelled, unseeded: whatever the closing overtakes is not sent, everything else is sent once`,
    quiet: true,
    async run(stage) {
      const closed: string[] = [];
      stage.provider.smtp?.behave({ kind: 'slow', ms: SLOW_MS });
      for (let round = 0; round < rounds; round += 1) {
        closed.push(
          ...(await stage.load.playDay(`r${round}`, {
            imports: ROUND,
            payNew: ROUND / 2,
            cancelNew: ROUND / 2,
            payOld: 0,
            jitterMs: 1_200,
            pulses: false,
          })),
        );
      }
      stage.provider.smtp?.behaveNormally();
      stage.ledger.notes.push(await ways(stage, closed));
    },
  };
}

export const races = racesOf(5);

/** How the first reminders of the closed terms ended. */
async function ways(stage: Stage, termIds: readonly string[]): Promise<string> {
  const [row] = await stage.database('scheduling').query<{ sent: number; dropped: number; never: number }>(
    `select count(*) filter (where state = 'SENT')::int as sent, count(*) filter (where state <> 'SENT'
     and message_id is not null)::int as dropped, count(*) filter (where message_id is null)::int as never
     from reminder where node = 60 and term_id = any($1::uuid[])`,
    [termIds],
  );
  return `${row?.sent} sent before closing, ${row?.dropped} dropped behind the fence, ${row?.never} never released`;
}
