interface Client {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * A client of Kafka that is connected at its first use and kept; one that failed is thrown away and the next use makes
 * another.
 */
export class KeptClient<C extends Client> {
  #kept: Promise<C> | undefined;

  constructor(
    private readonly open: () => C,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @returns the connected client. @throws what kept it from connecting; the next call tries anew. */
  get(): Promise<C> {
    this.#kept ??= this.#connect();
    return this.#kept;
  }

  /** Ends the client, if there is one, without waiting for it. */
  drop(): void {
    this.close().catch(this.onError);
  }

  /** Waits until the requests under way are answered. */
  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (!kept) return;
    const client = await kept.then(
      (connected) => connected,
      () => undefined,
    );
    await client?.disconnect();
  }

  async #connect(): Promise<C> {
    const client = this.open();
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.#kept = undefined;
      client.disconnect().catch(this.onError);
      throw error;
    }
  }
}
