import { timestamptz } from '@perennial/database/parameters';
import { BACKLOG_WALK_MS, importBacklog, payOpenTerms } from '../backlog.js';
import { nextStop, noon } from '../deal.js';
import type { Drill } from '../drill.js';
import { judgeFence } from '../fence-times.js';
import type { Stage } from '../stage.js';

const BACKLOG = 20_000;
const PAYMENTS = 200;
/** 1.6 s on two cores; without a lane of its own, behind what one fetch holds of the reminders, it took 12.8 s. */
const FENCE_P99_MS = 5_000;

export const lane: Drill = {
  name: 'lane',
  about: `delivery stops, ${BACKLOG} reminders are released to it meanwhile, and it starts again: ${PAYMENTS} payments that come while it takes them in overtake them, fenced with a p99 of at most ${FENCE_P99_MS / 1_000} s`,
  needs: { provider: 'http' },
  quiet: true,
  recoverySeconds: BACKLOG / 100,
  async run(stage) {
    const contracts = await importBacklog(stage, 'lane', BACKLOG);
    const day = nextStop(stage.load.day);
    const delivery = stage.first('delivery');
    await delivery.terminate();
    const back = stage.without(delivery);
    await stage.walkTo(noon(day), BACKLOG_WALK_MS);
    await stage
      .database('delivery')
      .execute(`update sandbox_clock set now = $1::timestamptz`, [timestamptz(noon(day))]);
    const before = await messagesOf(stage);
    delivery.start();
    await delivery.ready();
    back();
    stage.recoversFrom('the backlog');
    const terms = await payOpenTerms(stage, contracts.slice(-PAYMENTS));
    stage.ledger.notes.push(`${BACKLOG + before - (await messagesOf(stage))} not yet taken in when the last was paid`);
    await stage.walkTo(noon(day), BACKLOG_WALK_MS);
    stage.load.skipTo(day);
    await judgeFence(stage, terms, FENCE_P99_MS);
  },
};

async function messagesOf(stage: Stage): Promise<number> {
  const [row] = await stage
    .database('delivery')
    .query<{ count: number }>(`select count(*)::int as count from message`, []);
  return row?.count ?? 0;
}
