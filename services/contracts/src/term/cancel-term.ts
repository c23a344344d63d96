import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { changeContracts } from '../contract/change-contracts.js';
import { close } from './cancellation.js';
import { findTerms } from './term.store.js';
import type { Term } from './term.js';

/** A person cancels an open term. The contract's status stays its source's own. */
@Injectable()
export class CancelTerm {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /** @throws DomainError TERM_NOT_FOUND, TERM_NOT_OPEN */
  async execute(id: TermId, reason: string): Promise<Term> {
    return await this.database.transaction('contracts.cancel-term', async (tx) => {
      const [term] = await findTerms(tx, [id]);
      if (!term) throw new DomainError('TERM_NOT_FOUND', `no term has the id ${id}`);
      const [draft] = await changeContracts(tx, this.outbox, [term.contractId], this.clock.now(), (draft) => {
        if (draft.term(id).state !== 'OPEN')
          throw new DomainError('TERM_NOT_OPEN', `the term is ${draft.term(id).state}`);
        close(draft, id, 'CANCELLED', reason);
      });
      if (!draft) throw new DomainError('TERM_NOT_FOUND', `the contract of term ${id} is gone`);
      return draft.term(id);
    });
  }
}
