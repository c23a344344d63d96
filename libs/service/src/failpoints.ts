import { setTimeout as sleep } from 'node:timers/promises';
import type { FailpointHook } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';

type Action = 'kill' | 'throw' | 'stall' | 'stop';

/** Longer than any call may start after its attempt was written. */
const STALL_MS = 3_000;

const FORM = /^([\w.-]+)=(kill|throw|stall|stop)(?:@(\d+))?$/;

/**
 * Named points at every commit and acknowledge boundary. Armed by `<name>=<action>@<n>`, several separated by commas:
 * at the n-th passing (default the first) the process is killed as by kill -9 (`kill`), an error is thrown (`throw`),
 * it goes on 3 s later (`stall`), or it stops itself by SIGSTOP until somebody sends SIGCONT (`stop`).
 * @returns a hook that does nothing unless armed.
 */
export function failpoints(
  armed: string | undefined,
  signal: (name: 'SIGKILL' | 'SIGSTOP') => void = (name) => process.kill(process.pid, name),
): FailpointHook {
  const points = new Map<string, { action: Action; left: number }>();
  for (const entry of armed ? armed.split(',') : []) {
    const [, name, action, nth] = FORM.exec(entry.trim()) ?? [];
    if (!name || !action)
      throw new DomainError(
        'INVALID_CONFIGURATION',
        `PERENNIAL_FAILPOINTS: ${entry} is not <name>=<kill, throw, stall or stop>@<n>`,
      );
    points.set(name, { action: action as Action, left: Number(nth ?? 1) });
  }
  return (name) => {
    const point = points.get(name);
    if (!point || (point.left -= 1) !== 0) return;
    if (point.action === 'throw') throw new Error(`failpoint ${name}`);
    if (point.action === 'stall') return sleep(STALL_MS);
    signal(point.action === 'stop' ? 'SIGSTOP' : 'SIGKILL');
  };
}
