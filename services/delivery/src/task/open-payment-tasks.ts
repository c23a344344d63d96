import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { Instant } from '@perennial/kernel/instant';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { holdGuards } from '../guard/guard.store.js';
import { readOwners, readRole } from '../owner/owner.store.js';
import { addTasks } from './add-tasks.js';
import { assign, assignFinance } from './assignment.js';
import type { FailedPayment } from './failed-payment.js';
import { ownersOfTerms } from './task.store.js';
import { paymentFailedWords, secondReminderWords, systemTask } from './system-task.js';
import type { NewTask } from './task.js';

/** Of whom the first are asked; a company has few. */
const MOST_OF_FINANCE = 100;

/**
 * Money that failed is two tasks: finance looks at it, and whoever looks after the customer reminds once more (P-07,
 * O-02). Once a payment, and not for a term that is closed: then nothing is to be paid.
 */
@Injectable()
export class OpenPaymentTasks {
  constructor(
    private readonly outbox: Outbox,
    private readonly workSignal: WorkSignal,
  ) {}

  async within(tx: Transaction, failed: readonly FailedPayment[], now: Instant): Promise<void> {
    const termIds = failed.map(({ termId }) => termId);
    const guards = await holdGuards(tx, termIds);
    const open = failed.filter(({ termId }) => guards.get(termId) === false);
    if (open.length === 0) return;
    const finance = await readRole(tx, 'FINANCE', MOST_OF_FINANCE);
    const known = await ownersOfTerms(tx, termIds);
    const named = open.map((payment) => ({ ...payment, ...(payment.ownerId === null && known.get(payment.termId)) }));
    const people = [...finance.map(({ ownerId }) => ownerId), ...named.flatMap(({ ownerId }) => ownerId ?? [])];
    const first = await readOwners(tx, people);
    const managers = [...first.values()].flatMap(({ managerId }) => managerId ?? []);
    const owners = new Map([...first, ...(await readOwners(tx, managers))]);
    const tasks = named.flatMap((payment): NewTask[] => {
      const { paymentId, customerId, termId, contractId, reason, ownerId, teamId } = payment;
      const about = {
        customerId,
        riders: [{ termId, contractId, reminderId: null }],
        addressee: null,
        reason,
      };
      const byFinance = assignFinance(finance, teamId);
      const byOwner = assign(ownerId, teamId, owners);
      const localeOf = (id: typeof ownerId): string => (id === null ? '' : (owners.get(id)?.locale ?? '')) || 'en';
      return [
        systemTask(
          {
            ...about,
            kind: 'PAYMENT_FAILED',
            openedFor: `payment:${paymentId}/finance`,
            words: paymentFailedWords(payment, localeOf(byFinance.assigneeId)),
            assignment: byFinance,
          },
          owners,
          now,
        ),
        systemTask(
          {
            ...about,
            kind: 'SECOND_REMINDER',
            openedFor: `payment:${paymentId}/owner`,
            words: secondReminderWords(payment, localeOf(byOwner.assigneeId)),
            assignment: byOwner,
          },
          owners,
          now,
        ),
      ];
    });
    await addTasks(tx, this.outbox, tasks, now);
    tx.afterCommit(this.workSignal.waking('follow-tasks'));
  }
}
