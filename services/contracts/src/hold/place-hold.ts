import { toLocal } from '@perennial/calendar/zone';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { newId, type ContractId, type CustomerId, type HoldId, type OwnerId, type TermId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import { DomainError, violation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { customerIdsOf } from '../contract/contract.store.js';
import { findOwners } from '../owner/owner.store.js';
import { findTerms } from '../term/term.store.js';
import { holdDates, standingOn, type Hold, type HoldScope } from './hold.js';
import { customerHolds } from './hold.store.js';
import { lockCovered, publishHolds, type Covered } from './publish-holds.js';

export interface HoldOrder {
  readonly scope: HoldScope;
  readonly subjectId: string;
  readonly reason: string;
  readonly ownerId: OwnerId | null;
  readonly until: LocalDate;
}

interface Subject {
  readonly customerId: CustomerId;
  readonly contractId: ContractId | null;
}

const NOT_FOUND = { CUSTOMER: 'CUSTOMER_NOT_FOUND', CONTRACT: 'CONTRACT_NOT_FOUND', TERM: 'TERM_NOT_FOUND' } as const;

/** A person places a hold on a customer, a contract or a term. */
@Injectable()
export class PlaceHold {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /** @throws DomainError HOLD_EXISTS, INVALID_REQUEST, CUSTOMER_NOT_FOUND, CONTRACT_NOT_FOUND, TERM_NOT_FOUND */
  async execute(order: HoldOrder): Promise<Hold> {
    return await this.database.transaction('contracts.place-hold', async (tx) => {
      const now = this.clock.now();
      const subject = await subjectOf(tx, order);
      const covered = await lockCovered(tx, subject ? [subject] : [], now);
      const zone = subject && zoneOf(order, subject, covered);
      if (!subject || !zone)
        throw new DomainError(NOT_FOUND[order.scope], `there is no ${order.scope.toLowerCase()} of this id`);
      await this.#check(tx, order, toLocal(zone, now).date);
      const { scope, reason, ownerId } = order;
      const hold: Hold = {
        id: newId<HoldId>(),
        scope,
        subjectId: order.subjectId as Hold['subjectId'],
        ...subject,
        reason,
        ownerId,
        placedAt: now,
        ...holdDates(order.until, zone),
        endedAt: null,
        version: 1,
      };
      const standing =
        scope === 'CUSTOMER'
          ? await customerHolds(tx, [subject.customerId])
          : (subject.contractId && covered.drafts.get(subject.contractId)?.holds) || [];
      const [other] = standingOn(standing, hold.subjectId);
      if (other) throw new DomainError('HOLD_EXISTS', `the hold ${other.id} stands on it until ${other.until}`);
      await publishHolds(tx, this.outbox, [hold], covered, now);
      return hold;
    });
  }

  async #check(tx: Transaction, { until, ownerId }: HoldOrder, today: string): Promise<void> {
    const broken = [];
    if (until < today) broken.push(violation('until', 'out_of_range', `is today (${today}) or later`));
    if (ownerId !== null && (await findOwners(tx, [ownerId])).length === 0)
      broken.push(violation('owner_id', 'unknown_owner', 'names an owner that was never reported'));
    if (broken.length === 0) return;
    const text = broken.map(({ field, message }) => `${field} ${message}`).join('; ');
    throw new DomainError('INVALID_REQUEST', text, { violations: broken });
  }
}

/** Whose it is; undefined where nothing has the id. Not locked yet. */
async function subjectOf(tx: Transaction, { scope, subjectId }: HoldOrder): Promise<Subject | undefined> {
  if (scope === 'CUSTOMER') return { customerId: subjectId as CustomerId, contractId: null };
  if (scope === 'TERM') return (await findTerms(tx, [subjectId as TermId]))[0];
  const [customerId] = await customerIdsOf(tx, [subjectId as ContractId]);
  return customerId && { customerId, contractId: subjectId as ContractId };
}

function zoneOf({ scope, subjectId }: HoldOrder, subject: Subject, { customers, drafts }: Covered): string | undefined {
  if (scope === 'CUSTOMER') return customers.get(subject.customerId)?.zone;
  const draft = subject.contractId === null ? undefined : drafts.get(subject.contractId);
  return scope === 'CONTRACT' ? draft?.contract.zone : draft?.term(subjectId as TermId).zone;
}
