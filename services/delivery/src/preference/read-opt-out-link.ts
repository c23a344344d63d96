import { DomainError, violation } from '@perennial/kernel/violation';
import type { Instant } from '@perennial/kernel/instant';
import { readLink, type LinkKey } from '@perennial/service/link/signed-link';
import { parseSubject, type OptOutSubject } from './opt-out-subject.js';

/** Whom the token speaks for. @throws DomainError INVALID_LINK with the fault as rule. */
export function readOptOutLink(keys: readonly LinkKey[], token: string, now: Instant): OptOutSubject {
  const link = readLink(keys, 'unsubscribe', token, now);
  const subject = link.ok ? parseSubject(link.value.subject) : undefined;
  if (subject) return subject;
  const rule = link.ok ? 'malformed' : link.error;
  const message = `the link is ${rule}`;
  throw new DomainError('INVALID_LINK', message, {
    violations: [violation('token', rule, message)],
  });
}
