import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { RunningService } from '@perennial/service/boot/running-service';
import { walk, type Participant, type WalkOptions } from '@perennial/service/sandbox/walker';

/** Services of this process as participants of a walk, without HTTP in between. */
export function participantsOf(services: Iterable<RunningService>): Participant[] {
  return [...services].map((service) => ({
    name: service.name,
    setNow: (now) => service.setNow(now),
    idle: () => service.idle(),
    glance: () => service.glance(),
  }));
}

/**
 * Walks to `to` and fails with the reports of all participants when it does not come to rest within `limitMs` of wall
 * time.
 */
export async function walkTo(
  participants: readonly Participant[],
  to: Instant,
  more: Partial<WalkOptions> & { limitMs?: number } = {},
): Promise<void> {
  const abort = new AbortController();
  const limitMs = more.limitMs ?? 60_000;
  const timer = setTimeout(() => abort.abort(), limitMs);
  try {
    await walk(participants, { to, pause: (ms) => sleep(ms), signal: abort.signal, ...more });
  } finally {
    clearTimeout(timer);
  }
  if (abort.signal.aborted) {
    const reports = await Promise.all(
      participants.map(async (participant) => `${participant.name}: ${JSON.stringify(await participant.idle())}`),
    );
    throw new Error(
      `the walk to ${formatInstant(to)} did not come to rest within ${limitMs} ms\n${reports.join('\n')}`,
    );
  }
}
