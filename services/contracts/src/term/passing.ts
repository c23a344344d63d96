import { newEvent } from '@perennial/events/event';
import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { close } from './cancellation.js';
import { announce } from './expiring.js';
import { UNCONFIRMED } from './unconfirmed.js';

/**
 * What the passing of time does to a term, one step a call: announced in the horizon, EXPIRED at its end, LAPSED after
 * its grace. One that renews by itself waits EXPIRED until somebody confirms or ends it; from the first day on a person
 * must look at it (protocol.md, States).
 */
export function passTime(draft: ContractDraft, id: TermId): void {
  announce(draft, id);
  const term = draft.term(id);
  if (term.state === 'OPEN' && term.endsAt <= draft.now) {
    draft.putTerm({ ...term, state: 'EXPIRED' });
    draft.fact((final) => newEvent('contract.expired', { term: final.snapshot(id) }));
    if (term.autoRenew) draft.lookAt('auto_renewal_unconfirmed', id, UNCONFIRMED);
  } else if (term.state === 'EXPIRED' && term.lapsesAt <= draft.now && !term.autoRenew) {
    close(draft, id, 'LAPSED', 'time', 'grace is over');
    draft.alerts.push('lapsed');
  }
}
