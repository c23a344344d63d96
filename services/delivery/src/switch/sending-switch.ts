import type { Instant } from '@perennial/kernel/instant';
import type { ChannelName } from '../channel/channel.js';

/** ON; OFF: nothing goes out; DRY_RUN: everything is done but the call. In order of strength. */
export const SWITCH_MODES = ['ON', 'DRY_RUN', 'OFF'] as const;
export type SwitchMode = (typeof SWITCH_MODES)[number];

/** What a switch turns: everything, a channel, or a provider by its name. */
export type SwitchScope = 'everything' | `channel:${ChannelName}` | `provider:${string}`;

/** A switch as a person turned it, for all processes. */
export interface SendingSwitch {
  readonly scope: SwitchScope;
  readonly mode: SwitchMode;
  readonly reason: string;
  readonly turnedBy: string;
  readonly turnedAt: Instant;
}

/** Modes by scope; what is not in it is ON. */
export type Switches = ReadonlyMap<SwitchScope, SwitchMode>;

/** Pure: the strongest mode of those that cover a provider. */
export function modeOf(
  switches: Switches,
  provider: { readonly name: string; readonly channel: ChannelName },
): SwitchMode {
  const scopes: SwitchScope[] = ['everything', `channel:${provider.channel}`, `provider:${provider.name}`];
  const modes = scopes.map((scope) => SWITCH_MODES.indexOf(switches.get(scope) ?? 'ON'));
  return SWITCH_MODES[Math.max(...modes)] ?? 'ON';
}
