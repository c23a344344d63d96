import type { Drill } from './drill.js';
import { judgeStage } from './judge-stage.js';
import { rowOf } from './judgement.js';
import { Ledger, RECOVERY_SECONDS } from './ledger.js';
import type { Row } from './row.js';
import type { Stage } from './stage.js';

/** One drill on a stage: load, the fault in the middle of it, rest, verdict. */
export async function runDrill(stage: Stage, drill: Drill): Promise<Row> {
  stage.ledger = new Ledger();
  stage.ledger.limitSeconds = drill.recoverySeconds ?? RECOVERY_SECONDS;
  const before = stage.judged;
  const error = await played(stage, drill);
  const judged = await judgeStage(stage).catch(
    (failure: unknown) => `the auditor could not read the system: ${wordsOf(failure)}`,
  );
  if (typeof judged === 'string') return unjudged(drill, [...(error === undefined ? [] : [error]), judged]);
  stage.judged = judged;
  return rowOf({ drill, ledger: stage.ledger, before, after: judged, error });
}

/** @returns why it could not be played to its end. */
async function played(stage: Stage, drill: Drill): Promise<string | undefined> {
  try {
    await drill.before?.(stage);
    if (drill.quiet) await drill.run(stage);
    stage.load.start(drill.load);
    if (!drill.quiet) await stage.load.during(() => drill.run(stage));
    await stage.load.finish();
    await stage.rest();
    for (const look of stage.ledger.lastLooks) stage.ledger.broken.push(...(await look()));
    return undefined;
  } catch (error) {
    stage.load.abandon();
    return wordsOf(error);
  }
}

function unjudged({ name }: Drill, failures: readonly string[]): Row {
  return {
    name,
    lost: NaN,
    doubled: NaN,
    afterClosing: NaN,
    uncertain: NaN,
    outOfOrder: NaN,
    recoverySeconds: null,
    notes: [],
    failures,
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
