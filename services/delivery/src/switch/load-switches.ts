import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import type { Switches } from './sending-switch.js';
import { allSwitches } from './switch.store.js';

/** A switch that was turned in another process is obeyed this much later at most: wall clock, ms. */
const FRESH_MS = 500;

/** The switches as the sending rounds obey them, read a few times a second at most. */
@Injectable()
export class LoadSwitches {
  #known: Switches = new Map();
  #readAt = -Infinity;

  constructor(private readonly database: Database) {}

  async get(): Promise<Switches> {
    if (monotonicNow() - this.#readAt > FRESH_MS) {
      const found = await allSwitches(this.database);
      this.#known = new Map(found.map(({ scope, mode }) => [scope, mode]));
      this.#readAt = monotonicNow();
    }
    return this.#known;
  }

  /** One was turned here: the next round reads them anew. */
  forget(): void {
    this.#readAt = -Infinity;
  }
}
