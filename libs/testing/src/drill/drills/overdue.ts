import { timestamptz } from '@perennial/database/parameters';
import { addMs, MINUTE } from '@perennial/kernel/instant';
import { OWNERS } from '../../cluster/cluster-ports.js';
import { dealsDueOn, nextStop, noon, opening, recordsOf } from '../deal.js';
import type { Drill } from '../drill.js';
import { fenceTimes, percentile } from '../fence-times.js';
import { insist } from '../insist.js';
import type { Stage } from '../stage.js';

const AT_ONCE = 2_000;
const PAYMENTS = 200;
const PAYERS = 8;
/** A payment that queued behind the backlog would take as long as the backlog does. */
const FENCE_P99_MS = 5_000;
const LONG_MS = 900_000;

/** @param backlog reminders that fall due while everything is stopped. */
export function overdueOf(backlog: number): Drill {
  return {
    name: 'overdue',
    about: `all services stop, ${backlog} reminders fall due, and they start again: the backlog is worked off and every reminder sent once, and ${PAYMENTS} payments meanwhile are fenced with a p99 of at most ${FENCE_P99_MS / 1_000} s`,
    needs: { provider: 'http' },
    quiet: true,
    recoverySeconds: Math.max(30, backlog / 100),
    async run(stage) {
      const contracts = await portfolio(stage, backlog);
      const day = nextStop(stage.load.day);
      await Promise.all(OWNERS.map((name) => stage.first(name).terminate()));
      for (const name of OWNERS) await stage.database(name).execute(`update sandbox_clock set now = $1::timestamptz`, [timestamptz(noon(day))]);
      const payers = contracts.slice(-PAYMENTS);
      await Promise.all(OWNERS.map(async (name) => {
        stage.first(name).start();
        await stage.first(name).ready();
      }));
      stage.struck('the backlog');
      const began = performance.now();
      await stage.midst();
      const terms = await pay(stage, payers);
      const left = backlog - stage.provider.count();
      await stage.walkTo(noon(day), LONG_MS);
      const seconds = (performance.now() - began) / 1_000;
      stage.load.skipTo(day);
      const times = await fenceTimes(stage, terms);
      const p99 = percentile(times, 99);
      if (times.length < terms.length || p99 > FENCE_P99_MS) stage.ledger.broken.push(`payment to fence took ${p99.toFixed(0)} ms at p99 of ${times.length}, ${FENCE_P99_MS} ms are allowed`);
      stage.ledger.notes.push(`${(stage.provider.count() / seconds).toFixed(0)}/s`, `fence p50 ${percentile(times, 50).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${left} not yet sent when the last was paid`);
    },
  };
}

export const overdue = overdueOf(Number(process.env['DRILL_OVERDUE'] ?? 50_000));

async function portfolio(stage: Stage, count: number): Promise<string[]> {
  const deals = dealsDueOn('overdue', nextStop(stage.load.day), count);
  const contracts: string[] = [];
  for (let at = 0; at < count; at += AT_ONCE) {
    const ids = await insist(() => stage.cluster.edges.take(deals.slice(at, at + AT_ONCE).flatMap(recordsOf)), { tryMs: 60_000 });
    contracts.push(...ids.filter((_, i) => i % 3 === 2));
  }
  stage.options.say(`overdue: ${count} contracts are imported`);
  await stage.walkTo(addMs(opening(nextStop(stage.load.day)), -MINUTE), LONG_MS);
  return contracts;
}

/** Pays the open terms of these contracts, a few at a time. @returns them. */
async function pay(stage: Stage, contracts: readonly string[]): Promise<string[]> {
  const left = [...contracts];
  const paid: string[] = [];
  await Promise.all(Array.from({ length: PAYERS }, async () => {
    for (let contract = left.pop(); contract !== undefined; contract = left.pop()) {
      const id = contract;
      const term = (await insist(() => stage.cluster.edges.terms(id))).find(({ state }) => state === 'TERM_STATE_OPEN');
      if (!term) throw new Error(`contract ${id} has no open term`);
      await insist(() => stage.cluster.edges.payQuote(term.termId));
      paid.push(term.termId);
    }
  }));
  return paid;
}
