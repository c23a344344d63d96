import type { TemplateChanged } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { channelOf } from '../channel/channel.js';

/** A text that delivery has, in some language: its name, and the channel in lower case, as policies name them. */
export interface Template {
  readonly name: string;
  readonly channel: string;
}

/** Reads the event form; null for a channel that this build does not know, on which no policy of it can send. */
export function templateOf({ name, channel }: TemplateChanged): Template | null {
  const known = channelOf(channel);
  return known === null ? null : { name, channel: known };
}

/**
 * Whether a policy may name a template. While nothing has been heard of any, as at a first start, nothing is refused:
 * delivery checks again at the send (docs/decisions/0018-templates-are-replicated.md).
 */
export function isKnown(templates: readonly Template[], { name, channel }: Template): boolean {
  return templates.length === 0 || templates.some((known) => known.name === name && known.channel === channel);
}
