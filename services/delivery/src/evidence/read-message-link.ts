import { isUuid, type MessageId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { violation, DomainError } from '@perennial/kernel/violation';
import { readLink, type LinkKey } from '@perennial/service/link/signed-link';
import type { MessagePurpose } from '../message/sign-messages.js';

/** The message of a reference; undefined for one that is not ours, altered, expired or of another purpose. */
export function readMessage(
  keys: readonly LinkKey[],
  purpose: MessagePurpose,
  token: string,
  now: Instant,
): MessageId | undefined {
  const link = readLink(keys, purpose, token, now);
  return link.ok && isUuid(link.value.subject) ? (link.value.subject as MessageId) : undefined;
}

/** The same for a page that is nothing without it. @throws DomainError INVALID_LINK with the fault as rule. */
export function messageOfLink(
  keys: readonly LinkKey[],
  purpose: MessagePurpose,
  token: string,
  now: Instant,
): MessageId {
  const link = readLink(keys, purpose, token, now);
  if (link.ok && isUuid(link.value.subject)) return link.value.subject as MessageId;
  const rule = link.ok ? 'malformed' : link.error;
  const message = `the link is ${rule}`;
  throw new DomainError('INVALID_LINK', message, { violations: [violation('token', rule, message)] });
}
