/**
 * Runs a command of the workspace: `run.mjs <file of the build> [arguments]`. Builds what has changed first and says
 * nothing about it, so that all there is to read is the command's own answer. What only tells about the command
 * (--help, --list) does not wait for a build where there is one already.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TELLING = new Set(['--help', '-h', '--list', 'help']);

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('run.mjs <file of the build> [arguments]\n');
  process.exit(2);
}
const entry = resolve(ROOT, file);
if (!(args.some((arg) => TELLING.has(arg)) && existsSync(entry))) await build();
process.argv = [process.argv[0], entry, ...args];
await import(pathToFileURL(entry).href);
