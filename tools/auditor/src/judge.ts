import { violationsOf, type AuditReport } from './audit.js';
import type { Harm } from './invariant.js';

/** A line of a drill's table. */
export interface Judgement extends Readonly<Record<Harm, number>> {
  /** Not a violation: nobody can know whether the provider accepted. */
  readonly uncertain: number;
  /** Every violation, with the name of its promise in front. */
  readonly sentences: readonly string[];
}

/** Adds up an audit: violations by what they do to whom waits for the reminders. */
export function judge(report: AuditReport): Judgement {
  const count = (harm: Harm): number =>
    report.verdicts
      .filter((verdict) => verdict.harm === harm)
      .reduce((sum, { violations }) => sum + violations.length, 0);
  return {
    lost: count('lost'),
    doubled: count('doubled'),
    afterClosing: count('afterClosing'),
    outOfOrder: count('outOfOrder'),
    other: count('other'),
    uncertain: report.uncertain,
    sentences: violationsOf(report),
  };
}
