import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { TermId } from '@perennial/kernel/ids';
import { DomainError, violation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { changeContracts } from '../contract/change-contracts.js';
import type { ContractDraft } from '../contract/contract-draft.js';
import { cancel } from './cancellation.js';
import { findTerms } from './term.store.js';
import { isRunning, type Term } from './term.js';

/**
 * A person cancels a running term: an open one is CANCELLED, one in its grace LAPSES. The contract's status stays its
 * source's own.
 */
@Injectable()
export class CancelTerm {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /**
   * @param lastDay the day for which it is cancelled; null: its own last day
   * @throws DomainError TERM_NOT_FOUND, TERM_NOT_OPEN, INVALID_REQUEST: the day lies before the term
   */
  async execute(id: TermId, reason: string, lastDay: string | null): Promise<Term> {
    return await this.database.transaction('contracts.cancel-term', async (tx) => {
      const [term] = await findTerms(tx, [id]);
      if (!term) throw new DomainError('TERM_NOT_FOUND', `no term has the id ${id}`);
      const [draft] = await changeContracts(tx, this.outbox, [term.contractId], this.clock.now(), (draft) => {
        cancelByPerson(draft, id, reason, lastDay);
      });
      if (!draft) throw new DomainError('TERM_NOT_FOUND', `the contract of term ${id} is gone`);
      return draft.term(id);
    });
  }
}

export function cancelByPerson(draft: ContractDraft, id: TermId, reason: string, lastDay: string | null): void {
  const term = draft.term(id);
  if (!isRunning(term)) throw new DomainError('TERM_NOT_OPEN', `the term is ${term.state}`);
  if (lastDay !== null && lastDay < term.start) throw beforeStart(term.start);
  cancel(draft, id, 'person', reason, lastDay);
}

function beforeStart(start: string): DomainError {
  const message = `the term begins on ${start}`;
  return new DomainError('INVALID_REQUEST', message, {
    violations: [violation('last_day', 'end_before_start', message)],
  });
}
