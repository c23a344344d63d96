import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A stretch of the monotonic clock, which all processes share, µs. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Cost {
  readonly what: string;
  readonly ms: number;
}

const IDLE = new Set(['(idle)', '(root)', '(program)']);

export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/**
 * Where a process was on the CPU during the span, by `of`: the greatest first. @param folder where node put its
 * profiles.
 */
export function costs(
  folder: string,
  pid: number,
  span: Span,
  of: (name: string, url: string, line: number) => string,
): Cost[] {
  const file = readdirSync(folder).find((name) => name.includes(`.${pid}.`) && name.endsWith('.cpuprofile'));
  if (!file) throw new Error(`process ${pid} left no profile in ${folder}`);
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const sums = new Map<string, number>();
  let at = profile.startTime;
  profile.samples.forEach((id, i) => {
    at += profile.timeDeltas[i] ?? 0;
    const frame = frames.get(id);
    if (!frame || at < span.from || at > span.to || IDLE.has(frame.functionName)) return;
    const what = of(frame.functionName || '(anonymous)', frame.url, frame.lineNumber + 1);
    sums.set(what, (sums.get(what) ?? 0) + (profile.timeDeltas[i + 1] ?? 0) / 1_000);
  });
  return [...sums].map(([what, ms]) => ({ what, ms })).sort((a, b) => b.ms - a.ms);
}

/** The function and where it is written. */
export function byFunction(name: string, url: string, line: number): string {
  return url ? `${name} ${shortened(url)}:${line}` : name;
}

/** The package of dependencies, the folder of our own code. */
export function byPart(name: string, url: string): string {
  const path = shortened(url);
  const [, dependency] = /^((?:@[^/]+\/)?[^/]+)/.exec(/node_modules\/(.*)$/.exec(url)?.[1] ?? '') ?? [];
  if (dependency) return dependency;
  if (url.startsWith('node:')) return `node:${path.split('/')[0]?.replace(/^node:/, '')}`;
  return path ? path.split('/').slice(0, 4).join('/') : name === '(garbage collector)' ? name : 'native';
}

function shortened(url: string): string {
  return url.replace(/^.*\/node_modules\//, '').replace(/^.*\/((?:libs|services)\/)/, '$1');
}
