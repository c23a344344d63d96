import { timestamptz } from '@perennial/database/parameters';
import { OWNERS } from '@perennial/cluster/cluster-ports';
import { BACKLOG_WALK_MS, importBacklog, payOpenTerms } from '../backlog.js';
import { nextStop, noon } from '../deal.js';
import type { Drill } from '../drill.js';
import { judgeFence } from '../fence-times.js';

const PAYMENTS = 200;
/** A payment that queued behind the backlog would take as long as the backlog does. */
const FENCE_P99_MS = 5_000;

/** @param backlog reminders that fall due while everything is stopped. */
export function overdueOf(backlog: number): Drill {
  return {
    name: 'overdue',
    about: `all services stop, ${backlog} reminders fall due, and they start again: the backlog is worked off and every reminder sent once, and ${PAYMENTS} payments meanwhile are fenced with a p99 of at most ${FENCE_P99_MS / 1_000} s`,
    needs: { provider: 'http' },
    quiet: true,
    recoverySeconds: Math.max(30, backlog / 100),
    async run(stage) {
      const contracts = await importBacklog(stage, 'overdue', backlog);
      const day = nextStop(stage.load.day);
      await Promise.all(OWNERS.map((name) => stage.first(name).terminate()));
      for (const name of OWNERS)
        await stage.database(name).execute(`update sandbox_clock set now = $1::timestamptz`, [timestamptz(noon(day))]);
      const payers = contracts.slice(-PAYMENTS);
      await Promise.all(
        OWNERS.map(async (name) => {
          stage.first(name).start();
          await stage.first(name).ready();
        }),
      );
      stage.recoversFrom('the backlog');
      const began = performance.now();
      await stage.untilSending();
      const terms = await payOpenTerms(stage, payers);
      const left = backlog - stage.provider.count();
      await stage.walkTo(noon(day), BACKLOG_WALK_MS);
      const seconds = (performance.now() - began) / 1_000;
      stage.load.skipTo(day);
      stage.ledger.notes.push(
        `${(stage.provider.count() / seconds).toFixed(0)}/s`,
        `${left} not yet sent when the last was paid`,
      );
      await judgeFence(stage, terms, FENCE_P99_MS);
    },
  };
}

export const overdue = overdueOf(Number(process.env['DRILL_OVERDUE'] ?? 50_000));
