import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventSchemas } from './event-record.js';
import { settingsRecord } from './settings-record.js';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const git = (...args: string[]): string => execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' }).trim();

/**
 * Writes `releases/<version>/`: what later versions are held against.
 *
 * - `record.json` version, commit and its instant
 * - `descriptors.binpb` the descriptor set of proto/
 * - `events.json` event types, topics, payloads
 * - `settings.json` the settings of docs/settings.md
 *
 * @throws Error when the version is not that of package.json, its record exists, or files are not committed.
 * @returns the folder.
 */
export function writeRecord(version: string): string {
  const { version: own } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
  if (version !== own) throw new Error(`package.json is at version ${own}; set it to ${version} first`);
  const folder = join(REPOSITORY, 'releases', version);
  if (existsSync(folder)) throw new Error(`releases/${version} exists; a record is never written twice`);
  if (git('status', '--porcelain') !== '') throw new Error('there are changes that are not committed');
  const record = { version, commit: git('rev-parse', 'HEAD'), committedAt: git('show', '-s', '--format=%cI', 'HEAD') };
  const descriptors = readFileSync(new URL(import.meta.resolve('@perennial/proto/descriptors')));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'record.json'), json(record));
  writeFileSync(join(folder, 'descriptors.binpb'), descriptors);
  writeFileSync(join(folder, 'events.json'), json(eventSchemas(descriptors)));
  const settings = readFileSync(join(REPOSITORY, 'docs/settings.md'), 'utf8');
  writeFileSync(join(folder, 'settings.json'), json(settingsRecord(settings)));
  return folder;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
