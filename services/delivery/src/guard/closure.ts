import { isUuid, toId, type TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { DomainError } from '@perennial/kernel/violation';

/** A cause that closes a term: payment:<id>, payment:<id>:<n> or contract:<version>. */
export interface Closure {
  readonly termId: TermId;
  readonly cause: string;
}

/** A closure with the wall clock of its event, from which the way to the fence is measured. */
export interface TimedClosure extends Closure {
  readonly eventTime: Instant;
}

/** A closure that is undone, and by what. */
export interface UndoneClosure extends Closure {
  readonly undoneBy: string;
}

const CAUSE = /^(payment|contract):[\w-]{1,64}(:\d{1,9})?$/;

/** Checks a closure from an event or a look. @throws DomainError INVALID_EVENT */
export function closureOf(term: Pick<TermSnapshot, 'termId'> | undefined, cause: string): Closure {
  if (!term || !isUuid(term.termId)) throw new DomainError('INVALID_EVENT', 'a closing event names its term');
  if (!CAUSE.test(cause)) throw new DomainError('INVALID_EVENT', 'a cause is payment:<id> or contract:<version>');
  return { termId: toId<TermId>(term.termId), cause };
}
