import type { EndedTerm } from '@perennial/calendar/retention';
import type { Sql, Transaction } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';

/** A closed term whose rows may be old enough for the archive. */
export type EndedTermOf = EndedTerm<LocalDate> & { readonly termId: TermId };

/** What waits for the archive. */
export interface ArchiveQueue {
  /** Rows of marked terms are still to move. */
  readonly moving: boolean;
  /** The end of the term that ended first and is not archived; null without one. */
  readonly firstEnd: LocalDate | null;
}

/** What one step moved. */
export interface MovedRows {
  /** Rows by table. */
  readonly tables: ReadonlyMap<string, number>;
  /** How many of what the step counts by: rows, or whole messages. */
  readonly count: number;
  /** Nothing of the claimed terms is left. */
  readonly done: boolean;
}

/** What a step that counts by rows moved: one that found fewer than it may move found the last of them. */
export function movedRows(tables: ReadonlyMap<string, number>, limit: number): MovedRows {
  const count = [...tables.values()].reduce((sum, rows) => sum + rows, 0);
  return { tables, count, done: count < limit };
}

/** The statements by which a service archives what belongs to its terms. */
export interface ArchiveStore {
  /** Tables whose rows move, each with an archive by month. */
  readonly tables: readonly string[];
  queue(sql: Sql): Promise<ArchiveQueue>;
  /** Locks terms that ended before a day and are not marked. */
  claimEnded(tx: Transaction, before: LocalDate, limit: number): Promise<EndedTermOf[]>;
  markArchived(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void>;
  correctEnds(
    tx: Transaction,
    ends: readonly { readonly termId: TermId; readonly endedOn: LocalDate }[],
  ): Promise<void>;
  /** Locks marked terms that have rows left. */
  claimMoving(tx: Transaction, limit: number): Promise<TermId[]>;
  /** Moves rows of claimed terms into the archive of a month, `limit` at most. */
  moveRows(tx: Transaction, termIds: readonly TermId[], month: LocalDate, limit: number): Promise<MovedRows>;
  /** Nothing is left to move of these terms. */
  finishMoving(tx: Transaction, termIds: readonly TermId[], today: LocalDate): Promise<void>;
}
