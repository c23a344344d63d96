import type { Sql } from '@perennial/database/sql';

/** An answer is asked again after this time however little happens here: somebody may have changed a row by hand. */
const LONGEST_MS = 500;

/**
 * A question whose answer holds while this process has written nothing, for processes that have their database to
 * themselves; elsewhere each question is asked.
 */
export class Remembered<T> {
  #last: { readonly answer: T; readonly writes: number; readonly until: number } | undefined;

  /**
   * @param ask one statement. @param writes what the process has written so far; undefined where others write too.
   * @param holds whether an answer only changes by writes. @param monotonic milliseconds.
   */
  constructor(
    private readonly ask: (sql: Sql) => Promise<T>,
    private readonly writes: (() => number) | undefined,
    private readonly monotonic: () => number,
    private readonly holds: (answer: T) => boolean = () => true,
  ) {}

  async get(sql: Sql): Promise<T> {
    // Before the question: what is committed during it makes the answer old.
    const writes = this.writes?.();
    if (this.#last && this.#last.writes === writes && this.monotonic() < this.#last.until) return this.#last.answer;
    const answer = await this.ask(sql);
    this.#last =
      writes !== undefined && this.holds(answer) ? { answer, writes, until: this.monotonic() + LONGEST_MS } : undefined;
    return answer;
  }
}
