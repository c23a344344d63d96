import { formatInstant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { isCalm, isIdle, type Glance, type IdleReport } from './idle.js';

/** Somebody who follows the sandbox clock: a service's ops port, or the sample's feeder. */
export interface Participant {
  readonly name: string;
  setNow(now: Instant): Promise<void>;
  idle(): Promise<IdleReport>;
  /** Where it is cheaper than `idle`. */
  glance?(): Promise<Glance>;
}

export interface WalkOptions {
  readonly to: Instant;
  readonly signal?: AbortSignal;
  /** Told after every stop of the walk, when everything due until then is done. */
  readonly onStop?: (now: Instant) => void | Promise<void>;
  /** Between two rounds of questions. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Questions cost the asked: the longer they are busy, the rarer they are asked. */
const SHORTEST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 200;

/**
 * Walks all participants from their `now` to `to`: settles, jumps to the least nextDue, and so on. Settled means two
 * rounds in
 * which all rest and every `handled` is unchanged (protocol.md, Time: idle twice alone was wrong).
 * @returns the instant reached, `to` unless aborted.
 */
export async function walk(participants: readonly Participant[], options: WalkOptions): Promise<Instant> {
  let reports = await settle(participants, options);
  let now = latest(reports);
  // Where every clock stands there already, setting it gives nobody anything to do.
  let settled = reports.every((report) => read(report.now) === now);
  while (!options.signal?.aborted) {
    await setAll(participants, now);
    if (!settled) reports = await settle(participants, options);
    settled = false;
    if (options.signal?.aborted) break;
    await options.onStop?.(now);
    if (now >= options.to) break;
    now = nextStop(reports, now, options.to);
  }
  return now;
}

async function setAll(participants: readonly Participant[], now: Instant): Promise<void> {
  await Promise.all(participants.map((participant) => participant.setNow(now)));
}

/**
 * Waits until nobody has anything to do. The first of the two rounds only glances: whoever was calm in it and has
 * handled
 * nothing until the second had nothing to do in between, unless a record waits for it, and then it still does in the
 * second.
 */
export async function settle(
  participants: readonly Participant[],
  { pause, signal }: Pick<WalkOptions, 'pause' | 'signal'>,
): Promise<IdleReport[]> {
  let wait = SHORTEST_PAUSE_MS;
  let busy: Participant | undefined;
  while (true) {
    // As long as the one that was busy still is, nobody else needs to be asked.
    if (!busy || signal?.aborted || isCalm(await glanceAt(busy))) {
      const glances = await Promise.all(participants.map(glanceAt));
      busy = participants.find((_, i) => !isCalm(glances[i] as Glance));
      if (signal?.aborted || !busy) {
        const reports = await Promise.all(participants.map((participant) => participant.idle()));
        const rested = reports.every((report, i) => isIdle(report) && report.handled === glances[i]?.handled);
        if (signal?.aborted || rested) return reports;
      }
    }
    await pause(wait);
    wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
  }
}

async function glanceAt(participant: Participant): Promise<Glance> {
  return await (participant.glance?.() ?? participant.idle());
}

function latest(reports: readonly IdleReport[]): Instant {
  return Math.max(...reports.map((report) => read(report.now))) as Instant;
}

function nextStop(reports: readonly IdleReport[], now: Instant, to: Instant): Instant {
  const dues = reports.flatMap((report) => (report.nextDue === null ? [] : [read(report.nextDue)]));
  return Math.max(now, Math.min(to, ...dues)) as Instant;
}

function read(text: string): Instant {
  const parsed = parseInstant(text);
  if (!parsed.ok) throw new Error(`a participant answered ${text}: ${parsed.error}`);
  return parsed.value;
}

/** A service seen through its ops port. */
export function opsParticipant(name: string, baseUrl: string): Participant {
  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(`${baseUrl}${path}`, init);
    if (!response.ok) throw new Error(`${name} answered ${response.status} to ${path}: ${await response.text()}`);
    return response;
  };
  return {
    name,
    setNow: async (now) => {
      await (
        await call('/sandbox/now', {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ now: formatInstant(now) }),
        })
      ).arrayBuffer();
    },
    idle: async () => (await (await call('/sandbox/idle')).json()) as IdleReport,
    glance: async () => (await (await call('/sandbox/glance')).json()) as Glance,
  };
}
