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
  readonly #recoveries: { readonly what: string; readonly seconds: number }[] = [];
  #open: { readonly what: string; readonly at: number }[] = [];

  /** A recovery that the drill measured itself. */
  recovered(what: string, seconds: number): void {
    this.#recoveries.push({ what, seconds });
  }

  /**
   * A fault, or the end of one that takes its time, at a monotonic ms; recovered when the whole system has come to
   * rest.
   */
  recoversFrom(what: string, at: number): void {
    this.#open.push({ what, at });
  }

  /** The whole system is at rest, as rounds of questions say that all began after `since` (monotonic ms). */
  rested(since: number, now: number): void {
    for (const { what, at } of this.#open.filter((fault) => fault.at < since)) this.recovered(what, (now - at) / 1_000);
    this.#open = this.#open.filter((fault) => fault.at >= since);
  }

  /** The longest recovery; Infinity seconds when there was none. Undefined when there was no fault. */
  slowest(): { readonly what: string; readonly seconds: number } | undefined {
    const all = [...this.#recoveries, ...this.#open.map(({ what }) => ({ what, seconds: Infinity }))];
    return all.sort((a, b) => b.seconds - a.seconds)[0];
  }
}
