import type { SourceName, SourceWord } from '../source-reference/source-reference.js';

/** What every record says of its source; the version orders the records of one source id. */
export interface Sourced extends SourceName, SourceWord {}
