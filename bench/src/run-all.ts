import type { Plan } from './bench-arguments.js';
import type { SystemKind } from './figure.js';
import { closing } from './leavings.js';
import type { Results } from './results.js';
import type { WithSystem } from './system/bench-system.js';
import { openCluster } from './system/cluster-system.js';
import { openStandalone } from './system/standalone-system.js';

const OPEN = { standalone: openStandalone, cluster: openCluster } as const;

/** Runs a plan, one benchmark after the other; what was measured is also kept when something fails later. */
export async function runAll(
  { baselines, benchmarks }: Plan,
  results: Results,
  tell: (line: string) => void,
): Promise<void> {
  try {
    for (const baseline of baselines) results.add(await baseline.run({ say: (line) => tell(`baseline: ${line}`) }));
    for (const { on, benchmark } of benchmarks) {
      const bench = {
        kind: on,
        withSystem: withSystem(on),
        say: (line: string) => tell(`${on}: ${benchmark.name}: ${line}`),
      };
      results.add(
        (await benchmark.run(bench)).map((figure) => (figure.name.startsWith('baseline') ? figure : { ...figure, on })),
      );
    }
  } finally {
    results.keep();
  }
}

function withSystem(kind: SystemKind): WithSystem {
  return async (options, work) => {
    const system = await OPEN[kind](options);
    return await closing(
      () => system.stop(),
      () => work(system),
    );
  };
}
