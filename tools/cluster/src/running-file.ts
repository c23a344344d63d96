import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterDatabaseUrls } from './cluster-databases.js';

/** What `running.json` in a data folder tells the commands that look at a running cluster. */
export interface RunningCluster {
  readonly databases: ClusterDatabaseUrls;
  /** Empty on the PostgreSQL log. */
  readonly brokers: string;
  /** By `name.replica`. */
  readonly ops: Readonly<Record<string, string>>;
  readonly grpc: Readonly<Record<string, string>>;
  readonly http: string;
}

/** Writes it, readable by its owner only: it holds passwords. */
export function writeRunningFile(dataDir: string, running: RunningCluster): void {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'running.json');
  const { brokers, ...rest } = running;
  writeFileSync(path, JSON.stringify({ pid: process.pid, ...(brokers ? { brokers } : {}), ...rest }, null, 2), {
    mode: 0o600,
  });
}

export function removeRunningFile(dataDir: string): void {
  rmSync(join(dataDir, 'running.json'), { force: true });
}
