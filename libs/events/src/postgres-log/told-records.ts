import type { LogRecord } from '../event-log.js';

/** Up to where a partition was handed over. */
interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly position: bigint;
}

/**
 * Records that this process appended itself and a subscription has not handed over yet. They spare it the question to
 * the database as long as they continue its positions without a gap; what they leave out has to be fetched.
 */
export class ToldRecords {
  readonly #byPartition = new Map<string, LogRecord[]>();
  #count = 0;
  #incomplete = false;

  /** @param most records that are kept; beyond them all are forgotten, and the database has them. */
  constructor(private readonly most: number) {}

  /** Appends of one process may be told in another order than they were committed in. */
  add(records: readonly LogRecord[]): void {
    if (this.#count + records.length > this.most) {
      this.forget();
      this.#incomplete = true;
      return;
    }
    for (const record of records) {
      const list = this.#listOf(record);
      let at = list.length;
      while (at > 0 && (list[at - 1] as LogRecord).offset > record.offset) at -= 1;
      list.splice(at, 0, record);
    }
    this.#count += records.length;
  }

  /**
   * Takes what continues the positions, at most `max` records; what lies before them was fetched already and is
   * dropped.
   */
  take(places: readonly Place[], max: number): LogRecord[] {
    const taken: LogRecord[] = [];
    for (const { topic, partition, position } of places) {
      const list = this.#byPartition.get(`${topic}/${partition}`);
      if (!list || list.length === 0) continue;
      let next = position;
      let used = 0;
      for (; used < list.length && taken.length < max; used += 1) {
        const record = list[used] as LogRecord;
        if (record.offset > next) break;
        if (record.offset < next) continue;
        taken.push(record);
        next += 1n;
      }
      list.splice(0, used);
      this.#count -= used;
      if (taken.length >= max) break;
    }
    return taken;
  }

  /** Whether there may be records that can only be fetched: some were forgotten, or a gap is before some. */
  leavesOut(places: readonly Place[]): boolean {
    if (this.#incomplete) return true;
    if (this.#count === 0) return false;
    return places.some(({ topic, partition, position }) => {
      const first = this.#byPartition.get(`${topic}/${partition}`)?.[0];
      return first !== undefined && first.offset > position;
    });
  }

  /** Drops all, before everything is fetched. */
  forget(): void {
    this.#byPartition.clear();
    this.#count = 0;
    this.#incomplete = false;
  }

  #listOf({ topic, partition }: LogRecord): LogRecord[] {
    const name = `${topic}/${partition}`;
    const list = this.#byPartition.get(name) ?? [];
    this.#byPartition.set(name, list);
    return list;
  }
}
