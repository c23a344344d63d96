import type { AuditedService } from './audited-service.js';

/** Damage to a healthy system that exactly one promise forbids. */
export interface Breakage {
  readonly invariant: string;
  readonly what: string;
  /** Statements by database; `events` is the postgres log. */
  readonly sql: Partial<Record<AuditedService | 'events', string>>;
  /** What the auditor says of it. */
  readonly says: RegExp;
}
