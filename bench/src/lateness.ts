import { instant } from '@perennial/kernel/instant';
import { timestamptz } from '@perennial/database/parameters';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { contact, contract, customer } from '@perennial/testing/system/edges';
import { BenchSystem, ZONE } from './bench-system.js';
import { ascending, percentile, type Benchmark } from './figure.js';

const COUNT = 2_000;
const SPREAD_MS = 4_000;

/** On the system clock: reminders are moved to instants spread over 4 s; how late is each released? */
export const lateness: Benchmark = {
  name: 'lateness',
  measures: `due → released of ${COUNT} reminders spread over ${SPREAD_MS / 1_000} s, system clock`,
  async run(say) {
    const sink = await RecordingHttpSink.start();
    const system = await BenchSystem.start({ HTTP_PROVIDER_URL: sink.url, PERENNIAL_CLOCK: 'system', PERENNIAL_SANDBOX_START: '' });
    const scheduling = system.database('scheduling');
    try {
      const lastDay = addDays(new Date().toISOString().slice(0, 10), 75);
      const names = Array.from({ length: COUNT }, (_, i) => `l${i}`);
      await system.process.edges.take(names.flatMap((name) => [customer(name, ZONE), contact(name, name)]));
      await system.process.edges.take(names.map((name) => contract(name, name, addMonthsClamped(addDays(lastDay, 1), -12))));
      await waitFor(async () => (await planned(scheduling)) >= COUNT);
      const from = Date.now() + 3_000;
      await scheduling.execute(
        `update reminder r set due_at = $1::timestamptz + (o.n * $2::float8) * interval '1 millisecond', opens_at = $1::timestamptz - interval '1 hour', closes_at = $1::timestamptz + interval '10 days',
           window_from = 0, window_to = 1440, window_days = 'all'
         from (select reminder_id, row_number() over (order by reminder_id) as n from reminder where node = 60) o where o.reminder_id = r.reminder_id`,
        [timestamptz(from), SPREAD_MS / COUNT],
      );
      say(`lateness: ${COUNT} reminders fall due over ${SPREAD_MS / 1_000} s`);
      await waitFor(async () => sink.accepted().length >= COUNT);
      const rows = await scheduling.query<{ due_at: number; released_at: number }>(`select due_at, released_at from reminder where node = 60 and released_at is not null`, []);
      const late = ascending(rows.map((row) => instant(row.released_at) - row.due_at));
      return [
        { name: 'lateness (due → released), p50', value: percentile(late, 50), unit: 'ms' },
        { name: 'lateness (due → released), p99', value: percentile(late, 99), unit: 'ms', aim: '≤ 50' },
      ];
    } finally {
      await scheduling.close();
      await system.stop();
      await sink.stop();
    }
  },
};

async function planned(scheduling: ReturnType<BenchSystem['database']>): Promise<number> {
  const [row] = await scheduling.query<{ n: number }>(`select count(*)::int as n from reminder where node = 60`, []);
  return row?.n ?? 0;
}

export async function waitFor(done: () => Promise<boolean>, limitMs = 120_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
