import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { changeContracts } from '../contract/change-contracts.js';
import type { ContractDraft } from '../contract/contract-draft.js';
import { movedTerm } from './new-term.js';
import { ownsLater, takeBack } from './reopening.js';
import { fits } from './term-dates.js';
import { findTerms } from './term.store.js';
import { isRunning, type Term } from './term.js';

/** A person takes back everything that closed a renewed or cancelled term, or one that was cancelled in its grace. */
@Injectable()
export class ReopenTerm {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  /**
   * @throws DomainError TERM_NOT_FOUND, TERM_NOT_CLOSED, TERM_OVERLAPS: a voided one whose dates another has now,
   * OTHER_TERM_LIVE, TERM_PAID: money covers it, and money alone says otherwise (protocol.md, Closing and re-opening)
   */
  async execute(id: TermId, reason: string): Promise<Term> {
    return await this.database.transaction('contracts.reopen-term', async (tx) => {
      const [term] = await findTerms(tx, [id]);
      if (!term) throw new DomainError('TERM_NOT_FOUND', `no term has the id ${id}`);
      const [draft] = await changeContracts(tx, this.outbox, [term.contractId], this.clock.now(), (draft) => {
        reopen(draft, id, reason);
      });
      if (!draft) throw new DomainError('TERM_NOT_FOUND', `the contract of term ${id} is gone`);
      tx.afterCommit(this.workSignal.waking('advance-terms'));
      return draft.term(id);
    });
  }
}

/** A contract has one live term: what re-opens must be its newest, once the terms that it opened are voided. */
export function reopen(draft: ContractDraft, id: TermId, reason: string): void {
  const term = draft.term(id);
  const causes = draft.activeClosures(id);
  const byWord = causes.some(({ closedAs, closedBy }) => closedAs === 'LAPSED' && closedBy !== 'time');
  if (term.state !== 'RENEWED' && term.state !== 'CANCELLED' && !(term.state === 'LAPSED' && byWord))
    throw new DomainError('TERM_NOT_CLOSED', `the term is ${term.state}`);
  if (causes.some(({ cause }) => cause.startsWith('payment:')))
    throw new DomainError('TERM_PAID', 'a payment renewed the term; take the payment back instead');
  if (!fits(draft.standing, term)) throw new DomainError('TERM_OVERLAPS', 'another term has taken its dates');
  const owned = ownsLater(
    draft,
    term,
    causes.map(({ cause }) => cause),
  );
  const running = draft.standing.some((other) => other.number < term.number && isRunning(other));
  if (!owned || running) throw new DomainError('OTHER_TERM_LIVE', 'another term of the contract stands in its place');
  if (term.uncutLastDay !== null) {
    const uncut = movedTerm(term, { lastDay: term.uncutLastDay, uncutLastDay: null });
    if (
      fits(
        draft.standing.filter(({ number }) => number < term.number),
        uncut,
      )
    )
      draft.putTerm(uncut);
  }
  takeBack(draft, id, causes, 'person', reason);
}
