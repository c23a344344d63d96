import type { Instant } from '@perennial/kernel/instant';
import type { OpenProvider } from '../provider/provider-registry.js';
import { modeOf, type Switches } from '../switch/sending-switch.js';
import type { Candidate, Server } from './choose-provider.js';

/** A way over which messages of a channel may go. */
export interface Route extends OpenProvider {
  /** Everything is done but the call. */
  readonly dryRun: boolean;
}

/** The providers of a channel as a round finds them. */
export interface ChannelRoutes {
  readonly routes: readonly Route[];
  readonly candidates: readonly Candidate[];
  /** Providers that are switched off. */
  readonly off: readonly Server[];
  /** One of them may be called as often as it takes calls, and not only to find out whether it is well again. */
  readonly well: boolean;
  /** When the first of them may be probed; undefined where none is shut by its breaker. */
  readonly probeAt: Instant | undefined;
}

export function channelRoutes(providers: readonly OpenProvider[], switches: Switches, now: Instant): ChannelRoutes {
  const modes = providers.map((open) => ({ open, mode: modeOf(switches, open.provider) }));
  const routes = modes.flatMap(({ open, mode }) => (mode === 'OFF' ? [] : [{ ...open, dryRun: mode === 'DRY_RUN' }]));
  const off = modes.flatMap(({ open, mode }) => (mode === 'OFF' ? [serverOf(open)] : []));
  const candidates = routes.map(({ provider, breaker, dryRun }) => {
    const capacity = provider.capacity();
    const room = dryRun ? capacity : breaker.room(capacity, now);
    const probed = !dryRun && breaker.until !== undefined;
    return { name: provider.name, room, probed, shut: probed && room === 0, ...serverOf({ provider }) };
  });
  const probes = routes.flatMap(({ breaker, dryRun }) => (dryRun ? [] : (breaker.until ?? [])));
  const probeAt = probes.length > 0 ? (Math.min(...probes) as Instant) : undefined;
  const well = candidates.some(({ shut, probed }) => !shut && !probed);
  return { routes, candidates, off, well, probeAt };
}

function serverOf({ provider }: Pick<OpenProvider, 'provider'>): Server {
  return { serves: provider.serves?.bind(provider) };
}
