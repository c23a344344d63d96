import type { Customer } from '../customer/customer.js';
import { announce } from '../term/expiring.js';
import { movedTerm } from '../term/new-term.js';
import type { Term } from '../term/term.js';
import type { ContractDraft } from './contract-draft.js';

/**
 * Gives a contract its customer's owner and team, and the zone where the source stated none. Every term gets a new
 * version, so that its replicas follow, and lies in the zone anew: an expired one whose end comes to lie ahead is open
 * again.
 */
export function inherit(draft: ContractDraft, { ownerId, teamId, zone }: Customer): void {
  const { contract } = draft;
  const inherited = contract.ownZone ?? zone;
  draft.putContract({ ...contract, ownerId, teamId, zone: inherited });
  for (const term of draft.terms) {
    draft.putTerm(term.zone === inherited ? term : inZone(term, inherited, draft.now));
    announce(draft, term.id);
  }
}

function inZone(term: Term, zone: string, now: number): Term {
  const moved = movedTerm(term, { ...term, zone });
  return moved.state === 'EXPIRED' && moved.endsAt > now ? { ...moved, state: 'OPEN' } : moved;
}
