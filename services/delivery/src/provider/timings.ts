/** Waits of a provider call in milliseconds of real time (protocol.md, Guard, fence and call). */
export interface Timings {
  /** Connect, TLS, greeting, envelope: each on its own. */
  readonly phaseMs: number;
  /** From the last byte of the content to the provider's answer. */
  readonly finalMs: number;
}

export const TIMINGS: Timings = { phaseMs: 5_000, finalMs: 60_000 };

/** After an attempt's commit its content may go out for this long. */
export const CALL_BY_MS = 2_000;
