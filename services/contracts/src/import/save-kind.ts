import type { Transaction } from '@perennial/database/database';
import type { NewEvent } from '@perennial/events/event';
import type { FieldCipher } from '../person/field-cipher.js';
import type { LoadedRound, Round } from './round.js';

/** How one kind of record is read from its tables and written to them: set-wise, never a statement a record. */
export interface StoredKind {
  /** Adds the rows of the round to `loaded`. @param own ids of the round's records @param pointed ids they point at */
  load(tx: Transaction, loaded: LoadedRound, own: readonly string[], pointed: readonly string[]): Promise<void>;
  /** Writes what was decided. @returns the events that tell it */
  save(tx: Transaction, round: Round, cipher: FieldCipher): Promise<NewEvent[]>;
}
