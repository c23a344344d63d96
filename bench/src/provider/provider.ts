/** The other end of the line: what takes messages while something is measured. */
export interface Provider {
  /** Settings that lead delivery to it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Different messages taken so far. */
  accepted(): Promise<number>;
  /** Resolves when as many were taken, with the wall-clock instant of the last one, epoch ms. */
  reached(count: number): Promise<number>;
  /** CPU used so far, ms. */
  cpu(): number;
  stop(): Promise<void>;
}
