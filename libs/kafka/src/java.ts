import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { platform } from 'node:os';

/** Kafka 4 does not run on an older one. */
const OLDEST = 17;

/** The `java` of JAVA_HOME, else of the path. */
export const java = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment['JAVA_HOME'] ? join(environment['JAVA_HOME'], 'bin', 'java') : 'java';

/** Why Kafka cannot run on this machine's Java; undefined when it can. Runs `java -version` (0.1 s). */
export function javaMissing(environment: NodeJS.ProcessEnv): string | undefined {
  const { status, stderr } = spawnSync(java(environment), ['-version'], {
    env: environment,
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status !== 0) return `there is no Java (${java(environment)})`;
  const version = Number(/version "(\d+)/.exec(stderr)?.[1]);
  return version >= OLDEST ? undefined : `Java ${OLDEST} or later is needed, not ${version || stderr.trim()}`;
}

/** Whether Maven is on the path; it is not run, for that takes half a second. */
export function hasMaven(environment: NodeJS.ProcessEnv): boolean {
  return (environment['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => isExecutable(join(folder, platform() === 'win32' ? 'mvn.cmd' : 'mvn')));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
