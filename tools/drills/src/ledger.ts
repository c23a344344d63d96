/** Longest recovery of what is started again at once; drills whose fault takes longer say so. */
export const RECOVERY_SECONDS = 15;

export interface Recovery {
  readonly what: string;
  readonly seconds: number;
  readonly limitSeconds: number;
}

/** What a drill saw and did, beside the auditor's verdict. */
export class Ledger {
  readonly notes: string[] = [];
  readonly broken: string[] = [];
  /** Messages of which nobody may know whether the provider took them: calls that the fault cut off. */
  uncertainAllowed = 0;
  /** Looks at the system at rest, after the load: sentences for what did not hold. */
  readonly lastLooks: (() => Promise<readonly string[]>)[] = [];
  /** Dead letters that the drill provokes. */
  deadLettersExpected = false;
  /** Longest recovery allowed from what happens from now on; drills that are played together have each their own. */
  limitSeconds = RECOVERY_SECONDS;
  readonly #recoveries: Recovery[] = [];
  #open: { readonly what: string; readonly at: number; readonly limitSeconds: number }[] = [];

  /** A recovery that the drill measured itself. */
  recovered(what: string, seconds: number, limitSeconds = this.limitSeconds): void {
    this.#recoveries.push({ what, seconds, limitSeconds });
  }

  /**
   * A fault, or the end of one that takes its time, at a monotonic ms; recovered when the whole system has come to
   * rest.
   */
  recoversFrom(what: string, at: number): void {
    this.#open.push({ what, at, limitSeconds: this.limitSeconds });
  }

  /** The whole system is at rest, as rounds of questions say that all began after `since` (monotonic ms). */
  rested(since: number, now: number): void {
    for (const { what, at, limitSeconds } of this.#open.filter((fault) => fault.at < since))
      this.recovered(what, (now - at) / 1_000, limitSeconds);
    this.#open = this.#open.filter((fault) => fault.at >= since);
  }

  /** The longest recovery; Infinity seconds when there was none. Undefined when there was no fault. */
  slowest(): Recovery | undefined {
    return this.#all()[0];
  }

  /** Recoveries that took longer than is allowed, the longest first. */
  tooSlow(): Recovery[] {
    return this.#all().filter(({ seconds, limitSeconds }) => seconds > limitSeconds);
  }

  #all(): Recovery[] {
    const never = this.#open.map(({ what, limitSeconds }) => ({ what, seconds: Infinity, limitSeconds }));
    return [...this.#recoveries, ...never].sort((a, b) => b.seconds - a.seconds);
  }
}
