import { newEvent } from '@perennial/events/event';
import type { ContractDraft } from '../contract/contract-draft.js';
import { contractSnapshot } from '../contract/contract-snapshot.js';
import type { Term } from './term.js';

/** Whether a term has come into the horizon unannounced. What has ended already is never announced. */
export function isExpiring(term: Term, now: number): boolean {
  return term.state === 'OPEN' && term.expiringAt === null && term.horizonAt <= now && term.endsAt > now;
}

/** Announces a term once: `contract.expiring` triggers its planning (protocol.md, Who decides what). */
export function announce(draft: ContractDraft, id: Term['id']): void {
  const term = draft.term(id);
  if (!isExpiring(term, draft.now)) return;
  draft.touchTerm({ ...term, expiringAt: draft.now });
  draft.fact((final) =>
    newEvent('contract.expiring', { contract: contractSnapshot(final.contract), term: final.snapshot(id) }),
  );
}
