/** A stream that can be told to hold back. */
export interface Source<T> {
  on(event: 'data', listener: (item: T) => void): unknown;
  on(event: 'end' | 'cancelled', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

export interface IntakeOptions {
  /** Items a batch has at most. */
  readonly size: number;
  /** How long a batch waits for more after its first item, in ms. */
  readonly lingerMs: number;
}

/**
 * Cuts a stream into batches of what has arrived. One batch is being worked on and one is gathered; when that is full
 * too the source is paused, so a fast sender fills its own window and not our memory. Ends quietly when the sender goes
 * away.
 */
export class Intake<T> {
  #items: T[] = [];
  #ended = false;
  #paused = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(
    private readonly source: Source<T>,
    private readonly options: IntakeOptions,
  ) {
    source.on('data', (item) => this.#take(item));
    source.on('end', () => this.#end());
    source.on('cancelled', () => this.#drop());
    source.on('error', (error) => {
      this.#failure = error;
      this.#end();
    });
  }

  /** Whether the sender went away; answers reach nobody then. */
  get gone(): boolean {
    return this.#failure !== undefined;
  }

  async *batches(): AsyncGenerator<T[]> {
    for (;;) {
      if (this.#items.length === 0 && !this.#ended) await this.#change();
      if (this.#items.length < this.options.size && !this.#ended) await this.#change(this.options.lingerMs);
      if (this.#items.length === 0) {
        if (this.#ended) return;
        continue;
      }
      const batch = this.#items.splice(0, this.options.size);
      if (this.#paused && this.#items.length < this.options.size) {
        this.#paused = false;
        this.source.resume();
      }
      yield batch;
    }
  }

  #take(item: T): void {
    this.#items.push(item);
    if (this.#items.length === 1) this.#signal();
    if (this.#items.length < this.options.size) return;
    this.#signal();
    if (this.#paused) return;
    this.#paused = true;
    this.source.pause();
  }

  #end(): void {
    this.#ended = true;
    this.#signal();
  }

  #drop(): void {
    this.#failure ??= new Error('the sender went away');
    this.#items = [];
    this.#end();
  }

  #signal(): void {
    this.#wake?.();
  }

  /** Resolves at the next signal or, when given, after `ms`. */
  #change(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
