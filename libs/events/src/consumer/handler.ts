import type { Transaction } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { ReceivedEvent } from '../event.js';
import type { EventType } from '../registry.js';

/** Events of one type, at most one of a key, and the transaction of their wave. */
export interface EventBatch<T extends EventType> {
  readonly type: T;
  readonly events: readonly ReceivedEvent<T>[];
  readonly tx: Transaction;
  /** Business instant at which the wave is handled. */
  readonly now: Instant;
}

/** Handlers write set-wise and only inside `batch.tx`. A DomainError dead-letters the event that caused it. */
export interface Handler {
  readonly type: EventType;
  /** Rows that one event writes, its inbox row included; bounds the wave. */
  readonly rowsPerEvent: number;
  handle(batch: EventBatch<EventType>): Promise<void>;
}
