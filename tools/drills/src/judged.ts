import type { Judgement } from '@perennial/auditor/judge';

/** The auditor's verdict on a stage, and what only the load's own clients can tell. */
export interface Judged extends Judgement {
  readonly accepted: number;
  readonly deadLetters: number;
  /** Why calls ended ambiguous, and how many did. */
  readonly ambiguous: readonly string[];
}
