export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

const DEFAULTS: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_destination: 'stderr',
  log_checkpoints: false,
  fsync: true,
  synchronous_commit: true,
  full_page_writes: true,
  max_wal_size: '2GB',
  shared_buffers: '256MB',
  max_connections: 200,
  max_locks_per_transaction: 256, // partitioned tables lock each partition
  random_page_cost: 1.1,
  autovacuum_naptime: '15s', // queue tables churn
  max_parallel_workers_per_gather: 0, // short statements on two cores; and /dev/shm is small in containers
  jit: false,
  cluster_name: 'perennial',
};

/** `-c name=value` arguments of the embedded server: safe for real data (fsync on), TCP on the loopback only. */
export function serverArguments(port: number, overrides: ServerSettings = {}): string[] {
  return Object.entries({ ...DEFAULTS, ...overrides, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${typeof value === 'boolean' ? (value ? 'on' : 'off') : value}`,
  ]);
}
