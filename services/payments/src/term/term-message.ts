import { localDate } from '@perennial/kernel/local-date';
import { toId } from '@perennial/kernel/ids';
import { money } from '@perennial/kernel/money';
import { DomainError } from '@perennial/kernel/violation';
import type { TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { TERM_STATES, type Term, type TermState } from './term.js';

/**
 * A term as an event carries it; that of a closing event is in the state that the event's type says, since a closing
 * acts on ids alone (protocol.md, Events). @throws DomainError INVALID_EVENT, BAD_ID, BAD_DATE or UNKNOWN_CURRENCY:
 * such an event can never be handled.
 */
export function toTerm(snapshot: TermSnapshot | undefined, closedAs?: TermState): Term {
  if (!snapshot?.amount) throw new DomainError('INVALID_EVENT', 'the event lacks its term or the amount of it');
  return {
    termId: toId(snapshot.termId),
    contractId: toId(snapshot.contractId),
    customerId: toId(snapshot.customerId),
    number: snapshot.number,
    lastDay: localDate(snapshot.lastDay),
    zone: snapshot.zone,
    amount: money(snapshot.amount.currency, snapshot.amount.minor),
    state: closedAs ?? toState(snapshot),
    version: snapshot.version,
    ownerId: snapshot.ownerId === '' ? null : toId(snapshot.ownerId),
    teamId: snapshot.teamId === '' ? null : toId(snapshot.teamId),
  };
}

function toState({ state }: TermSnapshot): TermState {
  const name = TERM_STATES.word(state);
  if (!name) throw new DomainError('INVALID_EVENT', 'the event does not tell the state of its term');
  return name;
}
