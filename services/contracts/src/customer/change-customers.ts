import { toLocal } from '@perennial/calendar/zone';
import type { Transaction } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import type { CustomerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { clearReviews, noteReviews } from '@perennial/service/review/review.store';
import { contactsOf } from '../contact/contact.store.js';
import type { Contact } from '../contact/contact.js';
import { customerHolds } from '../hold/hold.store.js';
import { keepJudged } from '../incomplete/keep-judged.js';
import { missingOfCustomer } from '../incomplete/missing.js';
import { sameCustomer, type Customer } from './customer.js';
import { customerSnapshot } from './customer-snapshot.js';
import { saveCustomers, yearlySums } from './customer.store.js';
import { tierOf, unratedCurrencies, type TierInput } from './tier.js';

export interface CustomerChange {
  /** As stored; undefined for a new one. */
  readonly before: Customer | undefined;
  readonly after: Customer;
  /** Something of it that its snapshot carries beside its own fields: contacts, or holds on it. */
  readonly contactsChanged: boolean;
}

/**
 * Computes the tiers of locked customers anew after their contracts were written, stores the customers that changed
 * with one new version each, keeps what they lack, and returns a `customer.changed` for each.
 */
export async function changeCustomers(
  tx: Transaction,
  changes: readonly CustomerChange[],
  now: Instant,
): Promise<NewEvent[]> {
  if (changes.length === 0) return [];
  const inputs = await tierInputs(
    tx,
    changes.map(({ after }) => after.id),
  );
  const changed = changes.flatMap(({ before, after, contactsChanged }) => {
    const tier = tierOf(inputs.get(after.id) ?? [], after.since, toLocal(after.zone, now).date, after.tierOverride);
    const customer: Customer = { ...after, tier };
    const same = before !== undefined && !contactsChanged && sameCustomer(before, customer);
    return same ? [] : [{ ...customer, version: (before?.version ?? 0) + 1 }];
  });
  if (changed.length === 0) return [];
  await saveCustomers(tx, changed);
  await noteUnrated(tx, changed, inputs, now);
  return await changedEvents(tx, changed, now);
}

/** Amounts that count for no tier, since their currency has no rate: a person must look at the rates. */
async function noteUnrated(
  tx: Transaction,
  customers: readonly Customer[],
  inputs: ReadonlyMap<CustomerId, readonly TierInput[]>,
  now: Instant,
): Promise<void> {
  const looked = customers.map(({ id, ownerId, teamId, zone }) => {
    const currencies = unratedCurrencies(inputs.get(id) ?? [], toLocal(zone, now).date);
    const subject = { kind: 'unknown_currency', subjectKind: 'customer', subjectId: id } as const;
    return { ...subject, customerId: id, ownerId, teamId, currencies, detail: `no rate for ${currencies.join(', ')}` };
  });
  const unrated = looked.filter(({ currencies }) => currencies.length > 0);
  await tx.pipeline([
    noteReviews(tx, unrated, now),
    clearReviews(
      tx,
      looked.filter(({ currencies }) => currencies.length === 0),
      now,
    ),
  ]);
}

async function changedEvents(tx: Transaction, customers: readonly Customer[], now: Instant): Promise<NewEvent[]> {
  const holds = await customerHolds(
    tx,
    customers.map(({ id }) => id),
  );
  const contacts = new Map<CustomerId, Contact[]>(customers.map(({ id }) => [id, []]));
  for (const contact of await contactsOf(tx, [...contacts.keys()])) contacts.get(contact.customerId)?.push(contact);
  await keepJudged(
    tx,
    customers.map((customer) => {
      const missing = missingOfCustomer(customer, contacts.get(customer.id) ?? []);
      return { kind: 'customer', id: customer.id, customerId: customer.id, missing };
    }),
    now,
  );
  return customers.map((customer) =>
    newEvent('customer.changed', { customer: customerSnapshot(customer, contacts.get(customer.id) ?? [], holds) }),
  );
}

async function tierInputs(tx: Transaction, ids: readonly CustomerId[]): Promise<Map<CustomerId, TierInput[]>> {
  const inputs = new Map<CustomerId, TierInput[]>(ids.map((id) => [id, []]));
  for (const { customerId, trial, amount } of await yearlySums(tx, ids))
    inputs.get(customerId)?.push({ trial, yearly: amount });
  return inputs;
}
