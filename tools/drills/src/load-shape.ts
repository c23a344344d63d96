/**
 * A cycle: contracts imported, how many of them are paid or cancelled, how many earlier ones are paid, and over how
 * many ms of the walk that is strewn.
 */
export interface LoadShape {
  readonly imports: number;
  readonly payNew: number;
  readonly cancelNew: number;
  readonly payOld: number;
  readonly jitterMs: number;
  /** Whether messages go out beside the cycles too. */
  readonly pulses: boolean;
}

export const LOAD: LoadShape = { imports: 24, payNew: 10, cancelNew: 0, payOld: 4, jitterMs: 1_200, pulses: true };
