import type { TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import type { Instant } from '@perennial/kernel/instant';
import { isUuid } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';

/** A cause that closes a term: payment:<id> or contract:<version>. */
export interface LocalClosure {
  readonly termId: string;
  readonly cause: string;
}

/** A closure with the wall clock of its event, from which the way to the fence is measured. */
export interface EventClosure extends LocalClosure {
  readonly eventTime: Instant;
}

const CAUSE = /^(payment|contract):[\w-]{1,64}$/;

/** Checks a closure from an event. @throws DomainError INVALID_EVENT */
export function closureOf(term: { readonly termId: string } | TermSnapshot | undefined, cause: string): LocalClosure {
  if (!term || !isUuid(term.termId)) throw new DomainError('INVALID_EVENT', 'a closing event names its term');
  if (!CAUSE.test(cause)) throw new DomainError('INVALID_EVENT', 'a cause is payment:<id> or contract:<version>');
  return { termId: term.termId, cause };
}
