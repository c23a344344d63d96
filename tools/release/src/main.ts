import { relative } from 'node:path';
import { REPOSITORY, writeRecord } from './write-record.js';

const HELP = `Writes the record of a release: releases/<version>/ with the commit, the descriptor set of proto/, the event
schemas and the settings. Later versions are held against it (breaking changes, rolling upgrades).

  npm run release -- <version>

The version must be that of package.json, everything must be committed, and CHANGELOG.md should have its line.`;

const [version] = process.argv.slice(2);
if (version === undefined || version.startsWith('-')) {
  process.stdout.write(`${HELP}\n`);
  process.exitCode = version === '--help' || version === '-h' ? 0 : 2;
} else {
  try {
    process.stdout.write(`wrote ${relative(REPOSITORY, writeRecord(version))}; commit it\n`);
  } catch (error) {
    process.stderr.write(`no record was written: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
