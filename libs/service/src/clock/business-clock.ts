import type { Clock } from '@perennial/kernel/clock';
import { instant, type Instant } from '@perennial/kernel/instant';

/** The injected clock of one service: system time, or the sandbox clock (protocol.md, Time). */
export abstract class BusinessClock implements Clock {
  abstract now(): Instant;
}

export class SystemClock extends BusinessClock {
  now(): Instant {
    return wallNow();
  }
}

/** Wall clock: only for what really passes, such as leases, partitions and call timeouts. */
export function wallNow(): Instant {
  return instant(Date.now());
}
