import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']).toString());

interface Stat {
  readonly parent: number;
  readonly cpuMs: number;
}

/** CPU spent by a process and all its descendants so far, ms; on Linux, from /proc. */
export function cpuOfTree(root: number): number {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    if (stat) stats.set(Number(name), stat);
  }
  const belongs = (pid: number): boolean =>
    pid === root || (stats.has(pid) && belongs((stats.get(pid) as Stat).parent));
  return [...stats].reduce((sum, [pid, stat]) => sum + (belongs(pid) ? stat.cpuMs : 0), 0);
}

/** Includes what ended children used: PostgreSQL's backends come and go. */
function statOf(pid: string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = (fields[11] ?? 0) + (fields[12] ?? 0) + (fields[13] ?? 0) + (fields[14] ?? 0);
    return { parent: fields[1] ?? 0, cpuMs: (ticks * 1_000) / TICKS_PER_SECOND };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
      return undefined;
    throw error;
  }
}

export function cpuOf(pid: number): number {
  return statOf(String(pid))?.cpuMs ?? 0;
}

/** Resident memory of one process, MB. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
}
