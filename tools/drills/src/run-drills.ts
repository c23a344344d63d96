import { join } from 'node:path';
import type { Drill } from './drill.js';
import { keepEvidence } from './evidence.js';
import { sentencesOf, type Row } from './row.js';
import { runDrill } from './run-drill.js';
import { Stage } from './stage.js';
import { NEEDS, type StageNeeds } from './stage-needs.js';

export interface RunOptions {
  /** Where the logs of the stages go. */
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs drills one after the other. Those with equal needs share a stage as long as it stays clean. An abort ends
 * everything at once.
 */
export async function runDrills(drills: readonly Drill[], options: RunOptions): Promise<Row[]> {
  const { signal } = options;
  const rows: Row[] = [];
  const stages = new Stages(options);
  const interrupted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(stages.discard())));
  const play = async (): Promise<void> => {
    for (const drill of grouped(drills)) {
      if (signal.aborted) return;
      options.say(`${drill.name}: ${drill.about}`);
      const stage = await stages.for({ ...NEEDS, ...drill.needs });
      if (signal.aborted) return;
      const row = await timed(() => runDrill(stage, drill));
      if (signal.aborted) return;
      const failed = row.failures.length > 0;
      rows.push(failed ? { ...row, failures: [`logs: ${stage.options.logFile}`, ...row.failures] } : row);
      options.say(`${drill.name}: ${failed ? `FAILED\n${sentencesOf(row)}` : 'passed'}`);
      if (failed)
        await keepEvidence(stage, join(options.folder, `${drill.name}.jsonl`)).catch((error: unknown) =>
          options.say(`its rows could not be kept: ${String(error)}`),
        );
      if (failed) await stages.discard();
    }
  };
  try {
    await Promise.race([play(), interrupted]);
  } finally {
    await stages.discard();
  }
  return rows;
}

async function timed(run: () => Promise<Row>): Promise<Row> {
  const began = performance.now();
  const row = await run();
  return { ...row, notes: [...row.notes, `${((performance.now() - began) / 1_000).toFixed(0)} s in all`] };
}

const keyOf = (needs: StageNeeds): string => `${needs.provider}-${needs.brokers}`;

/** In their order, those of one stage together. */
function grouped(drills: readonly Drill[]): Drill[] {
  const groups = new Map<string, Drill[]>();
  for (const drill of drills) {
    const key = keyOf({ ...NEEDS, ...drill.needs });
    groups.set(key, [...(groups.get(key) ?? []), drill]);
  }
  return [...groups.values()].flat();
}

/** The stage in use. A failed drill leaves one that nobody else should be judged by. */
class Stages {
  #stage: Stage | undefined;
  #opened = 0;

  constructor(private readonly options: RunOptions) {}

  async for(needs: StageNeeds): Promise<Stage> {
    if (this.#stage && keyOf(this.#stage.options.needs) === keyOf(needs)) return this.#stage;
    await this.discard();
    this.#opened += 1;
    this.options.say(`a stage with ${needs.brokers} broker(s) and a provider over ${needs.provider} is set up`);
    this.#stage = await Stage.open({
      needs,
      logFile: join(this.options.folder, `stage-${this.#opened}-${keyOf(needs)}.log`),
      say: this.options.say,
    });
    return this.#stage;
  }

  async discard(): Promise<void> {
    const stage = this.#stage;
    this.#stage = undefined;
    await stage?.close();
  }
}
