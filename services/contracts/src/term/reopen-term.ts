import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { changeContracts } from '../contract/change-contracts.js';
import { takeBack } from './reopening.js';
import { fits } from './term-dates.js';
import { findTerms } from './term.store.js';
import { standing, type Term } from './term.js';

/** A person takes back everything that closed a renewed or cancelled term. */
@Injectable()
export class ReopenTerm {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly workSignal: WorkSignal,
  ) {}

  /** @throws DomainError TERM_NOT_FOUND, TERM_NOT_CLOSED, TERM_OVERLAPS: a voided one whose dates another has now */
  async execute(id: TermId, reason: string): Promise<Term> {
    return await this.database.transaction('contracts.reopen-term', async (tx) => {
      const [term] = await findTerms(tx, [id]);
      if (!term) throw new DomainError('TERM_NOT_FOUND', `no term has the id ${id}`);
      const [draft] = await changeContracts(tx, this.outbox, [term.contractId], this.clock.now(), (draft) => {
        const { state } = draft.term(id);
        if (state !== 'RENEWED' && state !== 'CANCELLED')
          throw new DomainError('TERM_NOT_CLOSED', `the term is ${state}`);
        if (!fits(standing(draft.terms), draft.term(id)))
          throw new DomainError('TERM_OVERLAPS', 'another term has taken its dates');
        takeBack(draft, id, draft.activeClosures(id), 'person', reason);
      });
      if (!draft) throw new DomainError('TERM_NOT_FOUND', `the contract of term ${id} is gone`);
      tx.afterCommit(this.workSignal.waking('advance-terms'));
      return draft.term(id);
    });
  }
}
