import type { INestApplication } from '@nestjs/common';
import type { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { BusinessClock } from '../clock/business-clock.js';
import type { Glance, IdleReport } from '../sandbox/idle.js';

/** A started service. */
export interface RunningService {
  readonly name: string;
  readonly grpcPort: number;
  readonly opsPort: number;
  readonly database: Database;
  readonly clock: BusinessClock;
  /** For what runs in the same process: standalone, tests, bench. */
  readonly app: INestApplication;
  idle(): Promise<IdleReport>;
  glance(): Glance;
  setNow(now: Instant): Promise<void>;
  /** Stops intake, finishes batches, flushes the outbox, closes the log and then the database (stack.md, trap 12). */
  stop(): Promise<void>;
}
