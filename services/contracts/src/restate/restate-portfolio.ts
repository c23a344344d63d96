import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { ContractId, CustomerId, Id, OwnerId } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { restatedPage, type Restated, type RestatePage } from '@perennial/service/grpc/restate';
import { contactsOf } from '../contact/contact.store.js';
import { contractSnapshot, termSnapshot } from '../contract/contract-snapshot.js';
import { pageContracts } from '../contract/contract.store.js';
import { loadContracts } from '../contract/load-contracts.js';
import { customerSnapshot } from '../customer/customer-snapshot.js';
import { lockCustomers, pageCustomers } from '../customer/customer.store.js';
import { customerHolds } from '../hold/hold.store.js';
import { ownerSnapshot } from '../owner/owner-snapshot.js';
import { lockOwnerPage } from '../owner/owner.store.js';
import { isRunning } from '../term/term.js';

export type RestateKind = 'OWNERS' | 'CUSTOMERS' | 'CONTRACTS';

interface ToldPage {
  readonly ids: readonly Id<string>[];
  readonly events: readonly NewEvent[];
}

const PAGES: Readonly<Record<RestateKind, (tx: Transaction, page: RestatePage) => Promise<ToldPage>>> = {
  OWNERS: ownerPage,
  CUSTOMERS: customerPage,
  CONTRACTS: contractPage,
};

/**
 * Publishes the state of a page of aggregates again: same versions, new event ids, marked as restated (protocol.md,
 * Events). A running term that was announced is announced again, since a restored group plans from it.
 */
@Injectable()
export class RestatePortfolio {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  async execute(kind: RestateKind, page: RestatePage): Promise<Restated> {
    return await this.database.transaction('contracts.restate', async (tx) => {
      const { ids, events } = await PAGES[kind](tx, page);
      await this.outbox.append(tx, events, this.clock.now(), { restated: true });
      return restatedPage(ids, page);
    });
  }
}

async function ownerPage(tx: Transaction, { after, size }: RestatePage): Promise<ToldPage> {
  const owners = await lockOwnerPage(tx, after as OwnerId | null, size);
  const events = owners.map((owner) => newEvent('owner.changed', { owner: ownerSnapshot(owner) }));
  return { ids: owners.map(({ id }) => id), events };
}

async function customerPage(tx: Transaction, { after, size }: RestatePage): Promise<ToldPage> {
  const ids = (await pageCustomers(tx, { nameContains: '', ids: null, after: after as CustomerId | null }, size)).map(
    ({ id }) => id,
  );
  const [customers, contacts, holds] = await tx.pipeline([
    lockCustomers(tx, ids),
    contactsOf(tx, ids),
    customerHolds(tx, ids),
  ]);
  const events = customers.map((customer) =>
    newEvent('customer.changed', {
      customer: customerSnapshot(
        customer,
        contacts.filter(({ customerId }) => customerId === customer.id),
        holds,
      ),
    }),
  );
  return { ids, events };
}

async function contractPage(tx: Transaction, { after, size }: RestatePage): Promise<ToldPage> {
  const ids = (await pageContracts(tx, { customerId: null, ids: null, after: after as ContractId | null }, size)).map(
    ({ id }) => id,
  );
  const events = [...(await loadContracts(tx, ids)).values()].flatMap(({ contract, terms, holds = [] }) => {
    const snapshot = contractSnapshot(contract, holds);
    const announced = terms.filter((term) => isRunning(term) && term.expiringAt !== null);
    return [
      newEvent('contract.changed', {
        contract: snapshot,
        terms: terms.map((term) => termSnapshot(term, contract, holds)),
      }),
      ...announced.map((term) =>
        newEvent('contract.expiring', { contract: snapshot, term: termSnapshot(term, contract, holds) }),
      ),
    ];
  });
  return { ids, events };
}
