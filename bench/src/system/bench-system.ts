import type { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import type { Edges } from '@perennial/testing/system/edges';

export const OWNERS = ['contracts', 'scheduling', 'delivery', 'payments'] as const;
export type Owner = (typeof OWNERS)[number];

export interface SystemOptions {
  /** Settings of every service. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock?: 'sandbox' | 'system';
  /** Processes of a service, where services have processes of their own; default one. */
  readonly replicas?: Partial<Record<Owner, number>>;
  /** Arguments of node besides those of BENCH_NODE_ARGS. */
  readonly nodeArguments?: readonly string[];
  /** Settings of the PostgreSQL server, for the cluster only. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
  /** Data of an earlier start are taken up, and kept; default a new folder, which is removed. */
  readonly folder?: string;
}

/** The built product, started and stopped by whoever measures it. */
export interface BenchSystem {
  readonly edges: Edges;
  walkTo(to: Instant): Promise<void>;
  /** Of one service; to be closed by the caller. */
  database(name: Owner): Database;
  /** CPU so far by part, ms: each process by its name, and PostgreSQL with its keeper. */
  cpu(): Readonly<Record<string, number>>;
  /** Processes of the product by name. */
  pids(): Readonly<Record<string, readonly number[]>>;
  /** Of the database server, as superuser; absent where the product keeps it to itself. */
  readonly adminUrl?: string;
  /** Resident memory by process of the product, MB. */
  memory(): Readonly<Record<string, number>>;
  /** Database statements so far, by service. */
  statements(): Promise<Readonly<Record<string, number>>>;
  /**
   * kill -9 of a service's process and its start again at once; resolves with the wall-clock instant of the kill, epoch
   * ms.
   */
  killAndStart(name: Owner): Promise<number>;
  stop(): Promise<void>;
}

/** Runs `work` on a system of its own and stops it. */
export type WithSystem = <T>(options: SystemOptions, work: (system: BenchSystem) => Promise<T>) => Promise<T>;
