import type { SourceName } from '../source-reference/source-reference.js';

/** What every record says of its source. */
export interface Sourced extends SourceName {
  /** Orders the records of one source id. */
  readonly version: bigint;
}
