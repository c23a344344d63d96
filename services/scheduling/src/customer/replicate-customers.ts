import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { CustomerSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { TermStore } from '../term/term.store.js';
import { contactsOf, customerOf } from './customer-snapshot.js';
import { CustomerStore } from './customer.store.js';

/** Keeps the replica of customers and their contacts, and marks their expiring terms for planning. */
@Injectable()
export class ReplicateCustomers {
  constructor(
    private readonly customers: CustomerStore,
    private readonly terms: TermStore,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(tx: Transaction, snapshots: readonly CustomerSnapshot[]): Promise<void> {
    const contacts = snapshots.flatMap(contactsOf);
    await this.customers.insertRecipients(
      tx,
      contacts.flatMap(({ recipientId }) => recipientId ?? []),
    );
    const changed = await this.customers.upsertCustomers(tx, snapshots.map(customerOf));
    if (changed.size === 0) return;
    await this.customers.replaceContacts(
      tx,
      [...changed],
      contacts.filter(({ customerId }) => changed.has(customerId)),
    );
    await this.terms.markOfCustomers(tx, [...changed]);
    tx.afterCommit(this.workSignal.raise);
  }
}
