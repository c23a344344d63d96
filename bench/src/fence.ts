import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from './benchmark.js';
import { ascending, percentile, type Figure } from './figure.js';
import { closing } from './leavings.js';
import { batch, takePortfolio } from './portfolio.js';
import { SinkProcess } from './provider/sink-process.js';
import { SIZES } from './sizes.js';
import type { BenchSystem } from './system/bench-system.js';
import { waitFor } from './wait-for.js';

const PAYMENTS = 200;
/**
 * Between two payments: each renews a contract, opens a term and plans it, and no other work is to queue behind them.
 */
const APART_MS = 100;
/** Payments begin when the provider has so many of what is due. */
const UNDER_WAY = 200;

/** From the payment's row in the outbox to the closed guard: both instants are the server's clock_timestamp(). */
export const fence: Benchmark = {
  name: 'fence',
  on: ['standalone', 'cluster'],
  measures: `payment → fence, ${PAYMENTS} payments ${APART_MS} ms apart, idle and with ${SIZES.due} due (BENCH_DUE)`,
  run: ({ say, withSystem }) =>
    SinkProcess.use((sink) =>
      withSystem({ environment: sink.environment }, async (system) => {
        say(`${SIZES.due} contracts are imported`);
        const { contracts } = await takePortfolio(system.edges, 'f', SIZES.due, batch(0).lastDay);
        await system.walkTo(batch(0).before);
        const [idle, loaded] = [
          await openTerms(system, contracts.slice(0, PAYMENTS)),
          await openTerms(system, contracts.slice(-PAYMENTS)),
        ];
        say(`${idle.length} payments, ${APART_MS} ms apart, idle`);
        const calm = await payAndMeasure(system, idle);
        say(`${SIZES.due - PAYMENTS} reminders fall due, and ${loaded.length} payments come in between`);
        const walk = system.walkTo(batch(0).due);
        await sink.reached(UNDER_WAY);
        const busy = await payAndMeasure(system, loaded);
        const still = SIZES.due - PAYMENTS - (await sink.accepted());
        await walk;
        return [
          ...figures('idle', calm, '≤ 150'),
          ...figures(
            `with ${SIZES.due} due`,
            busy,
            '≤ 1,000',
            `${still} not yet accepted when the last payment was fenced`,
          ),
        ];
      }),
    ),
};

function figures(when: string, ms: readonly number[], aim: string, note = ''): Figure[] {
  const sorted = ascending(ms);
  return [
    { name: `payment → fence, ${when}, p50`, value: percentile(sorted, 50), unit: 'ms' },
    {
      name: `payment → fence, ${when}, p99`,
      value: percentile(sorted, 99),
      unit: 'ms',
      aim,
      note: [`${ms.length} payments, greatest ${(sorted.at(-1) ?? 0).toFixed(0)}`, note].filter(Boolean).join('; '),
    },
  ];
}

async function openTerms(system: BenchSystem, contractIds: readonly string[]): Promise<string[]> {
  const terms: string[] = [];
  for (const contractId of contractIds) {
    const term = (await system.edges.terms(contractId)).find((candidate) => candidate.state === 'TERM_STATE_OPEN');
    if (term) terms.push(term.termId);
  }
  return terms;
}

async function payAndMeasure(system: BenchSystem, terms: readonly string[]): Promise<number[]> {
  const [payments, delivery] = [system.database('payments'), system.database('delivery')];
  return await closing(
    async () => void (await Promise.all([payments.close(), delivery.close()])),
    async () => {
      for (const term of terms) await Promise.all([system.edges.payQuote(term), sleep(APART_MS)]);
      await waitFor(async () => (await fenced(delivery, terms)).length === terms.length);
      const closed = new Map((await fenced(delivery, terms)).map((row) => [row.term_id, row.at]));
      const paid = await payments.query<{ term_id: string; at: number }>(
        `select subject as term_id, extract(epoch from time)::float8 * 1000 as at from outbox
         where type = 'payment.renewed' and subject = any($1::text[])`,
        [terms],
      );
      return paid.map((row) => (closed.get(row.term_id) ?? Number.NaN) - row.at);
    },
  );
}

async function fenced(
  delivery: ReturnType<BenchSystem['database']>,
  terms: readonly string[],
): Promise<{ term_id: string; at: number }[]> {
  return await delivery.query(
    `select term_id, extract(epoch from closed_at)::float8 * 1000 as at from guard where closed
     and term_id = any($1::uuid[])`,
    [terms],
  );
}
