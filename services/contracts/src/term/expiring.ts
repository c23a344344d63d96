import { newEvent } from '@perennial/events/event';
import type { ContractDraft } from '../contract/contract-draft.js';
import { contractSnapshot } from '../contract/contract-snapshot.js';
import { isRunning, type Term } from './term.js';

/**
 * Whether a term has come into the horizon unannounced. One that arrives in its grace is announced too: it is still
 * priced, planned and renewed. What has lapsed already is never announced.
 */
export function isExpiring(term: Term, now: number): boolean {
  const inTime = term.lapsesAt > now || term.autoRenew;
  return isRunning(term) && term.expiringAt === null && term.horizonAt <= now && inTime;
}

/** Announces a term once, and again when it re-opens after its end: `contract.expiring` triggers its planning. */
export function announce(draft: ContractDraft, id: Term['id']): void {
  const term = draft.term(id);
  if (!isExpiring(term, draft.now)) return;
  draft.touchTerm({ ...term, expiringAt: draft.now });
  draft.fact((final) =>
    newEvent('contract.expiring', {
      contract: contractSnapshot(final.contract, final.holds),
      term: final.snapshot(id),
    }),
  );
}
