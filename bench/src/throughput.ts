import type { Bench, Benchmark } from './benchmark.js';
import { rawNodemailer } from './baseline/raw-nodemailer.js';
import { burst, type Burst } from './burst.js';
import { median, ofRuns, type Figure } from './figure.js';
import { batch, erpSync, takePortfolio } from './portfolio.js';
import type { Provider } from './provider/provider.js';
import { SinkProcess } from './provider/sink-process.js';
import { withSmtp } from './provider/smtp-provider.js';
import { SIZES } from './sizes.js';
import type { BenchSystem, WithSystem } from './system/bench-system.js';

const ERP_RECORDS = 5_000;
const MAILS = 2_000;

/**
 * Everything due at one instant, several times on one system: the clock jumps, and the time runs until the provider has
 * all and all is recorded.
 */
async function bursts(
  system: BenchSystem,
  provider: Provider,
  count: number,
  { say }: Bench,
): Promise<{ runs: Burst[]; takenPerSecond: number[] }> {
  const takenPerSecond: number[] = [];
  for (let run = 0; run < SIZES.runs; run += 1) {
    say(`${count} contracts are imported (${run + 1} of ${SIZES.runs})`);
    const { seconds } = await takePortfolio(system.edges, `b${run}-`, count, batch(run).lastDay);
    takenPerSecond.push(count / seconds);
  }
  const runs: Burst[] = [];
  for (let run = 0; run < SIZES.runs; run += 1) {
    await system.walkTo(batch(run).before);
    say(`${count} reminders fall due (${run + 1} of ${SIZES.runs})`);
    runs.push(await burst(system, provider, count, batch(run)));
  }
  return { runs, takenPerSecond };
}

/** The figures of several bursts: rates, CPU by part, database calls. */
export function burstFigures(kind: string, runs: readonly Burst[], count: number): Figure[] {
  const rate = (of: (run: Burst) => number): number[] => runs.map((run) => count / of(run));
  const parts = Object.keys(runs[0]?.cpu ?? {});
  const calls = Object.keys(runs[0]?.statements ?? {}).map(
    (name) => `${name} ${median(runs.map((run) => (run.statements[name] ?? 0) / count)).toFixed(3)}`,
  );
  return [
    ofRuns(
      `${kind}: due → accepted`,
      rate((run) => run.accepted),
      'reminders/s',
      { aim: kind === 'http' ? '≥ 1,200' : '' },
    ),
    ofRuns(
      `${kind}: due → accepted and recorded, everything idle`,
      rate((run) => run.recorded),
      'reminders/s',
    ),
    ...(kind === 'http'
      ? [
          ofRuns(
            `${kind}: ${count} due at once, all accepted`,
            runs.map((run) => run.accepted),
            's',
            { aim: '≤ 10' },
          ),
        ]
      : []),
    ...parts.map((part) =>
      ofRuns(
        `${kind}: CPU, ${part}`,
        runs.map((run) => (run.cpu[part] ?? 0) / count),
        'ms/reminder',
      ),
    ),
    ofRuns(
      `${kind}: CPU, all`,
      runs.map((run) => Object.values(run.cpu).reduce((sum, ms) => sum + ms, 0) / count),
      'ms/reminder',
    ),
    ofRuns(
      `${kind}: database calls`,
      runs.map((run) => Object.values(run.statements).reduce((sum, n) => sum + n, 0) / count),
      'calls/reminder',
      { note: calls.join(', ') },
    ),
  ];
}

/** One system with an HTTP provider, measured in several bursts. */
export function httpBursts(
  withSystem: WithSystem,
  bench: Bench,
  replicas: Parameters<WithSystem>[0]['replicas'] = {},
  also: (system: BenchSystem) => Promise<Figure[]> = () => Promise.resolve([]),
): Promise<Figure[]> {
  return SinkProcess.use((sink) =>
    withSystem({ environment: sink.environment, replicas }, async (system) => {
      const more = await also(system);
      const { runs, takenPerSecond } = await bursts(system, sink, SIZES.burst, bench);
      const memory = Object.entries(system.memory());
      return [
        ...burstFigures('http', runs, SIZES.burst),
        ...more,
        ofRuns('http: ErpSync with planning beside it', takenPerSecond, 'contracts/s'),
        {
          name: 'http: memory after it',
          value: memory.reduce((sum, [, mb]) => sum + mb, 0),
          unit: 'MB',
          note: memory.map(([name, mb]) => `${name} ${mb.toFixed(0)}`).join(', '),
        },
        { name: 'http: size of a message', value: (await sink.bytes()) / (SIZES.burst * SIZES.runs), unit: 'bytes' },
      ];
    }),
  );
}

export const httpThroughput: Benchmark = {
  name: 'http',
  on: ['standalone', 'cluster'],
  measures: `reminders/s end to end with an HTTP provider, ${SIZES.burst} due at once (BENCH_COUNT), CPU by process, database calls, ErpSync, memory`,
  run: ({ withSystem, ...bench }) =>
    httpBursts(withSystem, bench, {}, async (system) => [
      {
        name: 'http: ErpSync, terms beyond the horizon',
        value: await erpSync(system.edges, ERP_RECORDS),
        unit: 'contracts/s',
        aim: '≥ 5,000',
      },
    ]),
};

export const replicas: Benchmark = {
  name: 'replicas',
  on: ['cluster'],
  measures: 'the same with two processes of delivery: what the second adds on this machine',
  run: async ({ withSystem, ...bench }) =>
    (await httpBursts(withSystem, bench, { delivery: 2 }))
      .slice(0, 2)
      .map((figure) => ({ ...figure, name: `delivery=2, ${figure.name}` })),
};

export const smtpThroughput: Benchmark = {
  name: 'smtp',
  on: ['standalone', 'cluster'],
  measures: 'the same over SMTP, as a share of raw nodemailer in the same run',
  run: ({ withSystem, ...bench }) =>
    withSmtp((provider) =>
      withSystem({ environment: provider.environment }, async (system) => {
        const { runs } = await bursts(system, provider, MAILS, bench);
        bench.say(`raw nodemailer sends ${MAILS} mails`);
        const raw = await rawNodemailer(provider.server, MAILS);
        const ours = burstFigures('smtp', runs, MAILS).slice(0, 2);
        return [
          ...ours,
          { name: 'baseline: raw nodemailer, pool of 5', value: raw, unit: 'mails/s' },
          { name: 'smtp: share of raw nodemailer', value: (100 * (ours[0]?.value ?? 0)) / raw, unit: '%', aim: '≥ 90' },
        ];
      }),
    ),
};
