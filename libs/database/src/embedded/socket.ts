import { readdirSync, rmSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';

/** Longest address of a Unix socket, in bytes, that every system takes (104 with its closing zero on macOS). */
const LONGEST_ADDRESS = 103;
/** The setting is a list: names with a comma, a blank or a quote would need its quoting. */
const PLAIN_NAME = /^[\w./-]+$/;
const LEFTOVER = /^\.s\.PGSQL\.\d+(\.lock)?$/;

/**
 * The folder for the server's Unix socket: its data folder, which nobody else may enter. Undefined where its name does
 * not fit a socket's address, and on Windows: then there is TCP.
 */
export function socketFolder(dataDir: string): string | undefined {
  const longest = join(dataDir, '.s.PGSQL.65535');
  const fits = PLAIN_NAME.test(longest) && Buffer.byteLength(longest) <= LONGEST_ADDRESS;
  return platform() !== 'win32' && fits ? dataDir : undefined;
}

/** Takes away sockets of servers that were killed; each start has another port, and no other would. */
export function removeSockets(dataDir: string): void {
  for (const name of readdirSync(dataDir)) if (LEFTOVER.test(name)) rmSync(join(dataDir, name), { force: true });
}
