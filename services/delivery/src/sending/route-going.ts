import { MINUTE, SECOND, type Instant } from '@perennial/kernel/instant';
import type { OpenMessage } from '../message/message.js';
import { refused } from '../message/outcome.js';
import type { ResolvedRecipient } from '../peer/peers.js';
import type { Destination } from '../provider/provider.js';
import { within } from './call-effect.js';
import type { ChannelRoutes } from './channel-routes.js';
import { chooseProviders } from './choose-provider.js';
import type { PreparedEnd, Routed, Wait } from './prepared-call.js';
import { endAll, type Go } from './verdict.js';

/** A message that may be called. */
export interface Going {
  readonly message: OpenMessage;
  readonly go: Go;
}

export interface RoutedGoing {
  readonly routed: readonly (Going & Routed)[];
  readonly ends: readonly PreparedEnd[];
  readonly waits: readonly Wait[];
}

export function destinationOf({ address, customerCountry }: ResolvedRecipient): Destination {
  return { address, country: customerCountry === '' ? null : customerCountry };
}

/**
 * Pure: the route of each message, chosen before anything is attempted. Where no provider of the channel carries
 * messages, the message ends and its next channel has its turn; where those that do may not be called, it waits, for as
 * long as it would while the whole channel is down. What waits for a busy provider stays due, unless it would be looked
 * at again and again while others have room.
 */
export function routeGoing(
  going: readonly Going[],
  { routes, candidates, off, probeAt }: ChannelRoutes,
  now: Instant,
): RoutedGoing {
  const bound = going.map(({ message, go }) => ({
    to: destinationOf(go.recipient),
    passedOver: message.passedOver,
  }));
  const choices = chooseProviders(bound, candidates, off);
  const routed: (Going & Routed)[] = [];
  const ends: PreparedEnd[] = [];
  const waits: Wait[] = [];
  for (const [n, one] of going.entries()) {
    const { message } = one;
    const { messageId } = message;
    const choice = choices[n];
    switch (choice?.kind) {
      case 'over': {
        const route = routes.find(({ provider }) => provider.name === choice.name);
        if (route) routed.push({ ...one, route });
        break;
      }
      case 'unserved':
        ends.push({ message, ends: endAll(message, refused('COUNTRY_NOT_SERVED', 'PROVIDER')).ends });
        break;
      case 'down': {
        const at = within(message, now, Math.max(SECOND, (probeAt ?? now + MINUTE) - now));
        waits.push({ messageId, at, reason: 'PROVIDER_DOWN', down: true });
        break;
      }
      case 'busy':
        if (choice.alone) waits.push({ messageId, at: within(message, now, SECOND), reason: 'PROVIDER_BUSY' });
        break;
      default:
    }
  }
  return { routed, ends, waits };
}
