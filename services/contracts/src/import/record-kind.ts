import type { Result } from '@perennial/kernel/result';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { SourceName } from '../source-reference/source-reference.js';
import type { Cells } from './file/cells.js';
import type { Refusal, Round } from './round.js';
import type { Sourced } from './sourced.js';

/** Columns of a file have the names of the proto's fields. */
export interface FileColumns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** All that one kind of record is before it is stored. Stream, files and rounds know kinds by this alone. */
export interface RecordKind<Record, Fact extends Sourced> {
  readonly columns: FileColumns;
  /** The record that a file's row stands for; cells of the wrong type are noted there. */
  fromCells(cells: Cells): Record;
  /** What can be said of a record alone: every violation of every field. */
  validate(record: Record): Result<Fact, readonly FieldViolation[]>;
  /** Rows that a record writes at most, events and its customer included. */
  rows(fact: Fact): number;
  /** The reference it makes to another record of its system. */
  pointsAt(fact: Fact): SourceName | null;
  /** A second one, as a hold's owner beside what it is on. */
  alsoPointsAt?(fact: Fact): SourceName | null;
  /** Adds to the round what a newer record makes of its entity. @param pointedId of what it points at */
  decide(round: Round, fact: Fact, id: string, pointedId: string | null): Refusal;
}
