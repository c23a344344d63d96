import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { close } from './cancellation.js';
import { announce } from './expiring.js';

/**
 * What the passing of time does to a term, one step a call: announced in the horizon, EXPIRED at its end, LAPSED after
 * its grace.
 */
export function passTime(draft: ContractDraft, id: TermId): void {
  announce(draft, id);
  const term = draft.term(id);
  if (term.state === 'OPEN' && term.endsAt <= draft.now) {
    draft.putTerm({ ...term, state: 'EXPIRED' });
    draft.fact((final) => newEvent('contract.expired', { term: final.snapshot(id) }));
  } else if (term.state === 'EXPIRED' && term.lapsesAt <= draft.now) {
    close(draft, id, 'LAPSED', 'grace is over');
    draft.alerts.push('lapsed');
  }
}
