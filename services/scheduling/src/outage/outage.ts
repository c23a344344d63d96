import type { Pause } from '@perennial/calendar/open-time';
import { MINUTE, type Instant } from '@perennial/kernel/instant';

/** A span in which no provider of a channel could be used: silence in it says nothing. */
export interface Outage extends Pause {
  readonly channel: string;
}

/** What a process found a provider to be; SEEN of one of which no more is known than that it carries a channel. */
export interface BreakerChange {
  readonly provider: string;
  readonly processId: string;
  readonly channel: string;
  readonly state: string;
  readonly changedAt: Instant;
}

/** A breaker that is open says so again after at most 16 minutes of rest: older news of a process says nothing. */
const NEWS_MS = 30 * MINUTE;

/**
 * Pure: the outages of channels. A provider is down while the news of some process finds it open, or probes it, and
 * that of none finds it closed; a channel while all its providers are.
 */
export function outagesOf(changes: readonly BreakerChange[]): Outage[] {
  const channels = [...new Set(changes.map(({ channel }) => channel))].sort();
  return channels.flatMap((channel) => {
    const own = changes.filter((change) => change.channel === channel);
    const providers = [...new Set(own.map(({ provider }) => provider))];
    const down = providers.map((name) => downOf(own.filter(({ provider }) => provider === name)));
    return down.reduce(both).map((span) => ({ channel, ...span }));
  });
}

function downOf(changes: readonly BreakerChange[]): Pause[] {
  const news = [...new Set(changes.map(({ processId }) => processId))].flatMap((id) =>
    newsOf(changes.filter(({ processId }) => processId === id)),
  );
  const spansOf = (closed: boolean): Pause[] => union(news.filter(({ state }) => (state === 'CLOSED') === closed));
  return without(spansOf(false), spansOf(true));
}

/** How long each news of one process counts: until its next one, and not for ever. */
function newsOf(changes: readonly BreakerChange[]): (Pause & Pick<BreakerChange, 'state'>)[] {
  const known = changes.filter(({ state }) => state === 'OPEN' || state === 'HALF_OPEN' || state === 'CLOSED');
  const ordered = [...known].sort((a, b) => a.changedAt - b.changedAt);
  return ordered.map(({ state, changedAt }, i) => {
    const next = ordered[i + 1]?.changedAt ?? Infinity;
    return { state, from: changedAt, to: Math.min(next, changedAt + NEWS_MS) };
  });
}

function union(spans: readonly Pause[]): Pause[] {
  const joined: Pause[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else if (from < to) joined.push({ from, to });
  }
  return joined;
}

/** What of `spans` lies in none of `others`. */
function without(spans: readonly Pause[], others: readonly Pause[]): Pause[] {
  return others.reduce(
    (left, other) =>
      left
        .flatMap(({ from, to }) => [
          { from, to: Math.min(to, other.from) },
          { from: Math.max(from, other.to), to },
        ])
        .filter(({ from, to }) => from < to),
    [...spans],
  );
}

function both(some: readonly Pause[], others: readonly Pause[]): Pause[] {
  return some.flatMap((one) =>
    others
      .map(({ from, to }) => ({ from: Math.max(from, one.from), to: Math.min(to, one.to) }))
      .filter(({ from, to }) => from < to),
  );
}
