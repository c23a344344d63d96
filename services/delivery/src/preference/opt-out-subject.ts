import type { CustomerId, RecipientId } from '@perennial/kernel/ids';
import { CHANNEL_NAMES, type ChannelName } from '../channel/channel.js';

/** Whom an opt-out link speaks for, and of which channel: hashes and ids only. */
export interface OptOutSubject {
  readonly addressHmac: string;
  readonly channel: ChannelName;
  readonly customerId: CustomerId;
  readonly recipientId: RecipientId;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const FORM = new RegExp(`^([0-9a-f]{32,128})\\.([a-z]+)\\.(${UUID})\\.(${UUID})$`);

/** Text of a link's subject: <address hmac>.<channel>.<customer>.<recipient>. */
export function formatSubject({ addressHmac, channel, customerId, recipientId }: OptOutSubject): string {
  return `${addressHmac}.${channel.toLowerCase()}.${customerId}.${recipientId}`;
}

/** Reads it back; undefined for any other text. */
export function parseSubject(text: string): OptOutSubject | undefined {
  const [, addressHmac, name, customerId, recipientId] = FORM.exec(text) ?? [];
  const channel = CHANNEL_NAMES.find((known) => known.toLowerCase() === name);
  if (!addressHmac || !channel || !customerId || !recipientId) return undefined;
  return { addressHmac, channel, customerId: customerId as CustomerId, recipientId: recipientId as RecipientId };
}
