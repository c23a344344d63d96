import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The cluster's id in the data folder, made up on first use: 16 bytes in base64url, as Kafka writes a UUID. */
export function clusterId(dataDir: string): string {
  const file = join(dataDir, 'cluster-id');
  // Kafka's own ids never begin with a dash: command lines take such a one for an option.
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('base64url').replace(/^-/, 'A'));
  return readFileSync(file, 'utf8').trim();
}

export interface Storage {
  readonly propertiesFile: string;
  readonly logDir: string;
  readonly clusterId: string;
  /** More options of the storage tool. */
  readonly options: readonly string[];
}

/**
 * Formats a server's log folder unless it is. `command` runs Java with Kafka's class path. @throws Error with the
 * tool's words
 */
export async function formatStorage(
  [program, ...args]: readonly [string, ...string[]],
  { propertiesFile, logDir, clusterId: id, options }: Storage,
): Promise<void> {
  if (existsSync(join(logDir, 'meta.properties'))) return;
  mkdirSync(logDir, { recursive: true });
  const format = [
    'kafka.tools.StorageTool',
    'format',
    `--cluster-id=${id}`,
    '--ignore-formatted',
    '-c',
    propertiesFile,
    ...options,
  ];
  const child = spawn(program, [...args, ...format], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`Kafka's storage tool could not format ${logDir}: ${output.trim().slice(-2000)}`);
}
