import type { Database } from '@perennial/database/database';
import type { LogReader } from '@perennial/events/log-reader';
import type { Instant } from '@perennial/kernel/instant';
import type { AuditedService } from './audited-service.js';
import type { ProviderRecord } from './provider-record.js';

/** What the auditor reads: databases, topics and the provider's own record, never a service's code or API. */
export type AuditedSystem = Readonly<Record<AuditedService, Database>> & {
  readonly log: LogReader;
  /** What the provider says that it accepted, all of it; without it delivery's word is taken. */
  readonly provider?: readonly ProviderRecord[] | undefined;
  /** Business instant up to which everything due should be done. */
  readonly now: Instant;
};
