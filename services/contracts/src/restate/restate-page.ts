import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { contactsOf } from '../contact/contact.store.js';
import { contractSnapshot, termSnapshot } from '../contract/contract-snapshot.js';
import { pageContracts } from '../contract/contract.store.js';
import { loadContracts } from '../contract/load-contracts.js';
import { customerSnapshot } from '../customer/customer-snapshot.js';
import { lockCustomers, pageCustomers } from '../customer/customer.store.js';
import { isRunning } from '../term/term.js';

export interface Restated {
  readonly restated: number;
  readonly nextAfterId: string;
}

/**
 * Publishes the state of a page of aggregates again: same versions, new event ids, marked as restated (protocol.md,
 * Events). A running term that was announced is announced again, since a restored group plans from it.
 */
@Injectable()
export class RestatePage {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  async execute(kind: 'customers' | 'contracts', after: string | null, size: number): Promise<Restated> {
    return await this.database.transaction('contracts.restate', async (tx) => {
      const page =
        kind === 'customers' ? await pageCustomers(tx, '', after, size) : await pageContracts(tx, null, after, size);
      const ids = page.map(({ id }) => id);
      const events = kind === 'customers' ? await customerEvents(tx, ids) : await contractEvents(tx, ids);
      await this.outbox.append(tx, events, this.clock.now(), { restated: true });
      return { restated: ids.length, nextAfterId: ids.length === size ? (ids.at(-1) ?? '') : '' };
    });
  }
}

async function customerEvents(tx: Transaction, ids: readonly string[]): Promise<NewEvent[]> {
  const customers = await lockCustomers(tx, ids);
  const contacts = await contactsOf(tx, ids);
  return customers.map((customer) =>
    newEvent('customer.changed', {
      customer: customerSnapshot(
        customer,
        contacts.filter(({ customerId }) => customerId === customer.id),
      ),
    }),
  );
}

async function contractEvents(tx: Transaction, ids: readonly string[]): Promise<NewEvent[]> {
  return [...(await loadContracts(tx, ids)).values()].flatMap(({ contract, terms }) => {
    const snapshot = contractSnapshot(contract);
    const announced = terms.filter((term) => isRunning(term) && term.expiringAt !== null);
    return [
      newEvent('contract.changed', { contract: snapshot, terms: terms.map((term) => termSnapshot(term, contract)) }),
      ...announced.map((term) =>
        newEvent('contract.expiring', { contract: snapshot, term: termSnapshot(term, contract) }),
      ),
    ];
  });
}
