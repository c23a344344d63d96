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
  /** Moves rows of claimed terms, `limit` at most, and unmarks those terms when none is left. */
  moveRows(tx: Transaction, termIds: readonly TermId[], today: LocalDate, limit: number): Promise<MovedRows>;
}
