import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Benchmark } from '../benchmark.js';
import { burst } from '../burst.js';
import { closing, dataFolder, removeFolder } from '../leavings.js';
import { batch, takePortfolio } from '../portfolio.js';
import { SinkProcess } from '../provider/sink-process.js';
import { SIZES } from '../sizes.js';
import { burstFigures } from '../throughput.js';
import { openDatabase } from '../system/inspect.js';
import { byFunction, byPart, costs, monotonicUs, type Cost, type Span } from './cpu-profile.js';
import { beginCounting, COUNTING, statementCosts } from './server-statements.js';

const MOST_LINES = 25;

/** Where the time of a burst goes; profiling itself costs, so its rates are no figures. */
export const profile: Benchmark = {
  name: 'profile',
  on: ['standalone', 'cluster'],
  onDemand: true,
  measures:
    'where the time of one burst goes: CPU of each process by function, statements of PostgreSQL (cluster); BENCH_PROFILE is where the text goes',
  run: ({ say, withSystem, kind }) =>
    SinkProcess.use(async (sink) => {
      const folder = dataFolder();
      return await closing(
        () => Promise.resolve(removeFolder(folder)),
        async () => {
          const nodeArguments = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
          const measured = await withSystem(
            {
              environment: sink.environment,
              nodeArguments,
              ...(kind === 'cluster' ? { postgresSettings: COUNTING } : {}),
            },
            async (system) => {
              say(`${2 * SIZES.burst} contracts are imported, and half of them fall due unmeasured`);
              for (const week of [0, 1])
                await takePortfolio(system.edges, `b${week}-`, SIZES.burst, batch(week).lastDay);
              await system.walkTo(batch(0).before);
              await burst(system, sink, SIZES.burst, batch(0));
              await system.walkTo(batch(1).before);
              say(`${SIZES.burst} fall due`);
              const admin = system.adminUrl ? openDatabase(system.adminUrl) : undefined;
              return await closing(
                async () => admin?.close(),
                async () => {
                  if (admin) await beginCounting(admin);
                  const from = monotonicUs();
                  const run = await burst(system, sink, SIZES.burst, batch(1));
                  return {
                    run,
                    span: { from, to: monotonicUs() },
                    pids: system.pids(),
                    statements: admin ? await statementCosts(admin) : [],
                  };
                },
              );
            },
          );
          const text = report(folder, measured.span, measured.pids, measured.statements);
          const file = process.env['BENCH_PROFILE'] ?? join(process.cwd(), 'bench', 'results', `profile-${kind}.txt`);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text);
          say(`written to ${file}`);
          return burstFigures('profiled', [measured.run], SIZES.burst);
        },
      );
    }),
};

function report(
  folder: string,
  span: Span,
  pids: Readonly<Record<string, readonly number[]>>,
  statements: readonly Cost[],
): string {
  const lines = (title: string, found: readonly Cost[]): string => {
    const total = found.reduce((sum, { ms }) => sum + ms, 0);
    const rows = found
      .slice(0, MOST_LINES)
      .map(
        ({ what, ms }) =>
          `${ms.toFixed(0).padStart(7)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} % ${(ms / SIZES.burst).toFixed(4)} ms/reminder  ${what}`,
      );
    return [`${title}: ${total.toFixed(0)} ms, ${(total / SIZES.burst).toFixed(3)} ms/reminder`, ...rows, ''].join(
      '\n',
    );
  };
  const processes = Object.entries(pids).flatMap(([name, replicas]) =>
    replicas.flatMap((pid) => [
      lines(`${name}, by part`, costs(folder, pid, span, byPart)),
      lines(`${name}, by function`, costs(folder, pid, span, byFunction)),
    ]),
  );
  return [...processes, lines('PostgreSQL, statements', statements)].join('\n');
}
