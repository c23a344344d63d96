import type { Drill } from './drill.js';
import type { Judged } from './judged.js';
import type { Ledger } from './ledger.js';
import type { Row } from './row.js';

export interface Outcome {
  readonly drill: Pick<Drill, 'name'>;
  readonly ledger: Ledger;
  /** Everything that the stage ever did, as audited at rest. */
  readonly after: Judged;
  /** As it was before the drill. */
  readonly before: Pick<Judged, 'uncertain' | 'deadLetters' | 'accepted'>;
  /** What ended the drill early. */
  readonly error: string | undefined;
}

/**
 * Pure: what a drill comes to. It fails by any broken promise, by more uncertainty than its fault explains, and by
 * slowness.
 */
export function rowOf({ drill, ledger, after, before, error }: Outcome): Row {
  const uncertain = after.uncertain - before.uncertain;
  const deadLetters = after.deadLetters - before.deadLetters;
  const failures = [
    // What the auditor says of a system that did not come to rest would be about the unrest.
    ...(error === undefined ? after.sentences : [error]),
    ...ledger.broken,
    ...(uncertain > ledger.uncertainAllowed
      ? [
          `${uncertain} messages are uncertain, the fault explains ${ledger.uncertainAllowed} (so far: ${after.ambiguous.join(', ')})`,
        ]
      : []),
    ...(deadLetters > 0 && !ledger.deadLettersExpected ? [`${deadLetters} events became dead letters`] : []),
    ...ledger
      .tooSlow()
      .map(
        ({ what, seconds, limitSeconds }) =>
          `${what}: recovery took ${seconds === Infinity ? 'for ever' : `${seconds.toFixed(1)} s`}, ${limitSeconds} s are allowed`,
      ),
  ];
  return {
    name: drill.name,
    lost: after.lost,
    doubled: after.doubled,
    afterClosing: after.afterClosing,
    uncertain,
    outOfOrder: after.outOfOrder,
    recoverySeconds: ledger.slowest()?.seconds ?? null,
    failures,
    notes: [
      `${after.accepted - before.accepted} accepted`,
      ...(ledger.uncertainAllowed > 0 ? [`${ledger.uncertainAllowed} may be uncertain`] : []),
      ...(deadLetters > 0 ? [`${deadLetters} dead letters`] : []),
      ...ledger.notes,
    ],
  };
}
