import type { TermId } from '@perennial/kernel/ids';
import type { ContractDraft } from '../contract/contract-draft.js';
import { periodFrom } from '../period/anchor.js';
import { layNext } from '../period/next-period.js';
import type { NumberedBounds } from '../period/term-number.js';
import { movedTerm, newTerm, termId, type Opening } from './new-term.js';
import { takeBack } from './reopening.js';
import { fits } from './term-dates.js';
import type { Term } from './term.js';

/** A term that does not stand yet; one of its number that a re-opening voided comes back with these dates. */
export function openTerm(
  draft: ContractDraft,
  bounds: NumberedBounds,
  opening: Omit<Opening, 'state'>,
  voidedBackBy: 'renewal' | 'source' = 'renewal',
): TermId {
  const id = termId(draft.contract.id, bounds.number);
  const voided = draft.terms.find((term) => term.id === id);
  if (!voided) draft.putTerm(newTerm(draft.contract, bounds, { ...opening, state: 'OPEN' }));
  else {
    const { number: _number, ...dates } = bounds;
    const { openedBy, ...facts } = opening;
    const { autoRenew } = draft.contract;
    draft.putTerm({
      ...movedTerm(voided, { ...dates, ...facts, reopenedOn: null, uncutLastDay: null }),
      openedBy,
      autoRenew,
    });
    takeBack(draft, id, draft.activeClosures(id), voidedBackBy, 'its period came back');
  }
  return id;
}

/**
 * The term that follows a renewed one: a later one that stands, else the next period at the same price; undefined where
 * nothing may follow.
 * @param start null: the day after the term; else the first day of the next one, from which periods count then
 */
export function openFollowing(
  draft: ContractDraft,
  term: Term,
  cause: string,
  start: string | null = null,
): TermId | undefined {
  if (draft.contract.status !== 'ACTIVE') return undefined;
  const terms = draft.standing;
  const later = terms.find(({ number }) => number > term.number);
  if (later) return later.id;
  const before = terms.findLast(({ number }) => number < term.number);
  const { period, anchor } = start
    ? { period: periodFrom(start, draft.contract.periodMonths), anchor: start }
    : layNext(draft.contract, term, before);
  const bounds = { number: term.number + 1, ...period };
  if (!fits(terms, bounds)) {
    draft.lookAt('next_term_overlaps', term.id, `term ${bounds.number} would run ${bounds.start} to ${bounds.lastDay}`);
    return undefined;
  }
  draft.touchContract({ anchor });
  const id = openTerm(draft, bounds, { amount: term.amount, zone: term.zone, openedBy: cause, stated: false });
  draft.lineage.push({ termId: id, fromTermId: term.id, kind: 'RENEWAL' });
  return id;
}
