import { addDays } from '@perennial/calendar/civil';
import { toInstant } from '@perennial/calendar/zone';
import { instant } from '@perennial/kernel/instant';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { BenchSystem, TODAY, ZONE } from './bench-system.js';
import { ascending, percentile, type Benchmark, type Figure } from './figure.js';
import { waitFor } from './lateness.js';

const PAYMENTS = 200;
const DUE = Number(process.env['BENCH_DUE'] ?? 50_000);

/** From the payment's row in the outbox to the closed guard: both instants are the server's clock_timestamp(). */
export const fence: Benchmark = {
  name: 'fence',
  measures: `payment → fence, idle and with ${DUE} due (BENCH_DUE)`,
  async run(say) {
    const sink = await RecordingHttpSink.start();
    const system = await BenchSystem.start({ HTTP_PROVIDER_URL: sink.url });
    try {
      say(`fence: ${DUE} contracts are imported`);
      const { contracts } = await system.portfolio(DUE);
      await system.process.walkTo(instant(toInstant(ZONE, addDays(TODAY, 2), 8 * 60 + 59)));
      const idle = await payAndMeasure(system, contracts.slice(0, PAYMENTS), say, 'idle');
      say(`fence: ${DUE - PAYMENTS} reminders fall due, and payments come in between`);
      const walk = system.process.walkTo(instant(toInstant(ZONE, addDays(TODAY, 2), 9 * 60)));
      await waitFor(async () => sink.accepted().length > 200);
      const loaded = await payAndMeasure(system, contracts.slice(-PAYMENTS), say, 'loaded');
      const still = DUE - sink.accepted().length;
      await walk;
      return [...figures('idle', idle, '≤ 150'), ...figures(`with ${DUE} due`, loaded, '', `${still} not yet accepted when the last payment was fenced`)];
    } finally {
      await system.stop();
      await sink.stop();
    }
  },
};

function figures(when: string, ms: readonly number[], aim: string, note = ''): Figure[] {
  const sorted = ascending(ms);
  return [
    { name: `payment → fence, ${when}, p50`, value: percentile(sorted, 50), unit: 'ms' },
    { name: `payment → fence, ${when}, p99`, value: percentile(sorted, 99), unit: 'ms', aim, note },
  ];
}

async function payAndMeasure(system: BenchSystem, contractIds: readonly string[], say: (line: string) => void, when: string): Promise<number[]> {
  const [payments, delivery] = [system.database('payments'), system.database('delivery')];
  const terms: string[] = [];
  for (const contractId of contractIds) {
    const term = (await system.process.edges.terms(contractId)).find((candidate) => candidate.state === 'TERM_STATE_OPEN');
    if (term) terms.push(term.termId);
  }
  say(`fence: ${terms.length} payments, ${when}`);
  for (const term of terms) await system.process.edges.payQuote(term);
  await waitFor(async () => (await fenced(delivery, terms)).length === terms.length);
  const closed = new Map((await fenced(delivery, terms)).map((row) => [row.term_id, row.at]));
  const paid = await payments.query<{ term_id: string; at: number }>(
    `select subject as term_id, extract(epoch from time)::float8 * 1000 as at from outbox where type = 'payment.renewed' and subject = any($1::text[])`, [terms],
  );
  await payments.close();
  await delivery.close();
  return paid.map((row) => (closed.get(row.term_id) ?? Number.NaN) - row.at);
}

async function fenced(delivery: ReturnType<BenchSystem['database']>, terms: readonly string[]): Promise<{ term_id: string; at: number }[]> {
  return await delivery.query(`select term_id, extract(epoch from closed_at)::float8 * 1000 as at from guard where closed and term_id = any($1::uuid[])`, [terms]);
}
