/** What is to be read of one partition: the offsets from `next` up to `end`, which stays out. */
export class PartitionSpan {
  #next: bigint;

  constructor(
    readonly topic: string,
    readonly partition: number,
    from: bigint,
    readonly end: bigint,
  ) {
    this.#next = from;
  }

  get next(): bigint {
    return this.#next;
  }

  get done(): boolean {
    return this.#next >= this.end;
  }

  /**
   * Whether the record at `offset` is wanted and did not come before: a member that joins again begins at the start.
   */
  wants(offset: bigint): boolean {
    return offset >= this.#next && offset < this.end;
  }

  /** Everything below `offset` has been read, or is no longer there. */
  passed(offset: bigint): void {
    if (offset > this.#next) this.#next = offset;
  }
}

/** Spans by topic and partition. */
export class PartitionSpans {
  readonly #spans = new Map<string, PartitionSpan>();

  constructor(spans: readonly PartitionSpan[]) {
    for (const span of spans) this.#spans.set(`${span.topic} ${span.partition}`, span);
  }

  at(topic: string, partition: number): PartitionSpan | undefined {
    return this.#spans.get(`${topic} ${partition}`);
  }

  get left(): PartitionSpan[] {
    return [...this.#spans.values()].filter((span) => !span.done);
  }
}
