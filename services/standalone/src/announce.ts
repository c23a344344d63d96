import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells the commands that look at a running standalone where its databases are, and what breaks its fake providers;
 * readable by its owner only.
 */
export function announce(
  dataDir: string,
  databases: Readonly<Record<string, string>>,
  fakeProviders: string | undefined,
): { stop(): Promise<void> } {
  const path = join(dataDir, 'running.json');
  writeFileSync(path, JSON.stringify({ pid: process.pid, databases, fakeProviders }, null, 2), { mode: 0o600 });
  return {
    stop: async () => rmSync(path, { force: true }),
  };
}
