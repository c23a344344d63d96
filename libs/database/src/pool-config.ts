import type { PoolConfig } from 'pg';
import { typeParsers } from './type-parsers.js';

export interface PoolOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly poolSize?: number;
  readonly transactionTimeoutMs?: number;
  /** The server refuses every write of this pool. */
  readonly readOnly?: boolean;
  /**
   * Commits do not wait for the disk: after a crash of the server the last 600 ms may be missing. For what is found
   * again or done again without harm: positions in a log, the sandbox clock.
   */
  readonly unflushed?: boolean;
}

export const DEFAULT_TRANSACTION_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 5000;
const IDLE_CONNECTION_MS = 60_000;

/**
 * Connection settings of a service's pool. The session limits are from the protocol's chapter on claims and locks: a
 * writing transaction left open anywhere holds every relay back, so the server ends it (`transaction_timeout`,
 * PostgreSQL ≥ 17).
 */
export function poolConfig(options: PoolOptions): PoolConfig {
  const limit = options.transactionTimeoutMs ?? DEFAULT_TRANSACTION_TIMEOUT_MS;
  const session = {
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    statement_timeout: limit,
    idle_in_transaction_session_timeout: limit,
    transaction_timeout: limit,
    ...(options.readOnly ? { default_transaction_read_only: 'on' } : {}),
    ...(options.unflushed ? { synchronous_commit: 'off' } : {}),
  };
  return {
    connectionString: options.url,
    application_name: options.applicationName,
    options: Object.entries(session)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types: typeParsers,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    keepAlive: true,
    pipeline: true,
  };
}
