import { formatInstant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { isBusy, isIdle, type Glance, type IdleReport } from './idle.js';

/** Somebody who follows the sandbox clock: a service, by itself or through its ops port, or the sample's feeder. */
export interface Participant {
  readonly name: string;
  setNow(now: Instant): Promise<void>;
  idle(): Promise<IdleReport>;
  /** Where it is cheaper than `idle`; without a promise where it costs nothing. */
  glance?(): Glance | Promise<Glance>;
}

export interface WalkOptions {
  readonly to: Instant;
  readonly signal?: AbortSignal;
  /** Told after every stop of the walk, when everything due until then is done. */
  readonly onStop?: (now: Instant) => void | Promise<void>;
  /** Between two rounds of questions. */
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Questions cost the asked: the longer they are busy, the rarer they are asked. Half of the last pause is lost at each
 * stop, and a walk of the sample makes 14 stops a day; so who is asked in this process, for nothing, is asked often.
 */
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = { here: 2, elsewhere: 20 };

/**
 * Walks all participants from their `now` to `to`: waits until they rest, jumps to the least nextDue, and so on. They
 * rest after two rounds in which all are idle and every `handled` is unchanged (protocol.md, Time: idle twice alone was
 * wrong).
 * @returns the instant reached, `to` unless aborted.
 */
export async function walk(participants: readonly Participant[], options: WalkOptions): Promise<Instant> {
  let reports = await untilRest(participants, options);
  let now = latest(reports);
  // Where every clock stands there already, setting it gives nobody anything to do.
  let resting = reports.every((report) => read(report.now) === now);
  while (!options.signal?.aborted) {
    await setAll(participants, now);
    if (!resting) reports = await untilRest(participants, options);
    resting = false;
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
 * Waits until nobody has anything to do. The first of the two rounds only glances, for the second proves it: between
 * the last glance and the first report there is a moment at which nobody was doing anything, because whoever did
 * afterwards has handled more since. What waited at that moment still waits in the report.
 */
async function untilRest(
  participants: readonly Participant[],
  { pause, signal }: Pick<WalkOptions, 'pause' | 'signal'>,
): Promise<IdleReport[]> {
  let wait = SHORTEST_PAUSE_MS;
  let longest = LONGEST_PAUSE_MS.elsewhere;
  let busy: Participant | undefined;
  while (true) {
    // As long as the one that was busy still is, nobody else needs to be asked.
    const again = busy && glanceAt(busy);
    if (!again || signal?.aborted || !(await again).busy) {
      const asked = participants.map(glanceAt);
      const here = asked.every((glance) => !(glance instanceof Promise));
      longest = here ? LONGEST_PAUSE_MS.here : LONGEST_PAUSE_MS.elsewhere;
      const glances = await Promise.all(asked);
      busy = participants.find((_, i) => glances[i]?.busy);
      if (signal?.aborted || !busy) {
        const reports = await Promise.all(participants.map((participant) => participant.idle()));
        const rest = reports.every((report, i) => isIdle(report) && report.handled === glances[i]?.handled);
        if (signal?.aborted || rest) return reports;
      }
    }
    await pause(wait);
    wait = Math.min(wait * 2, longest);
  }
}

function glanceAt(participant: Participant): Glance | Promise<Glance> {
  return participant.glance?.() ?? participant.idle().then(glanceOf);
}

function glanceOf(report: IdleReport): Glance {
  return { now: report.now, busy: isBusy(report), handled: report.handled };
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
export function opsParticipant(name: string, baseUrl: string) {
  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(`${baseUrl}${path}`, init);
    if (!response.ok) throw new Error(`${name} answered ${response.status} to ${path}: ${await response.text()}`);
    return response;
  };
  return {
    name,
    setNow: async (now: Instant): Promise<void> => {
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
  } satisfies Participant;
}
