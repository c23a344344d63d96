import type { Database } from '@perennial/database/database';
import { SystemClock, wallNow, type BusinessClock } from '../clock/business-clock.js';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { loadSandboxClock } from '../clock/sandbox-clock.store.js';
import type { ServiceConfig } from '../config/service-config.js';

/** The system clock, or the sandbox clock as it stood when the service stopped. */
export async function openClock(
  config: Pick<ServiceConfig, 'PERENNIAL_CLOCK' | 'PERENNIAL_SANDBOX_START'>,
  database: Database,
): Promise<BusinessClock> {
  if (config.PERENNIAL_CLOCK === 'system') return new SystemClock();
  return new SandboxClock((await loadSandboxClock(database)) ?? config.PERENNIAL_SANDBOX_START ?? wallNow());
}
