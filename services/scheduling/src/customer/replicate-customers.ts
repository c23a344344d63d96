import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { CustomerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { insertRecipients } from '../recipient/recipient.store.js';
import { markTermsOfCustomers } from '../term/term-mark.store.js';
import { contactsOf, customerOf } from './customer-snapshot.js';
import { replaceContacts, upsertCustomers } from './customer.store.js';

/** Keeps the replica of customers and their contacts, and marks their expiring terms for planning. */
@Injectable()
export class ReplicateCustomers {
  constructor(private readonly workSignal: WorkSignal) {}

  async execute(tx: Transaction, snapshots: readonly CustomerSnapshot[]): Promise<void> {
    const contacts = snapshots.flatMap(contactsOf);
    const recipientIds = contacts.flatMap(({ recipientId }) => recipientId ?? []);
    const [, changed] = await tx.pipeline([
      insertRecipients(tx, recipientIds),
      upsertCustomers(tx, snapshots.map(customerOf)),
    ]);
    if (changed.size === 0) return;
    const ofChanged = contacts.filter(({ customerId }) => changed.has(customerId));
    await tx.pipeline([replaceContacts(tx, [...changed], ofChanged), markTermsOfCustomers(tx, [...changed])]);
    tx.afterCommit(this.workSignal.waking('plan-terms'));
  }
}
