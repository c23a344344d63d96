import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { OwnerId } from '@perennial/kernel/ids';
import { readContacts, readCustomers } from '../customer/customer.store.js';
import type { Customer } from '../customer/customer.js';
import { readOwners } from '../owner/owner.store.js';
import { LoadPolicies } from '../policy/load-policies.js';
import { hasInternalSteps } from '../policy/policy.js';
import { readContracts } from '../term/contract.store.js';
import type { Term } from '../term/term.js';
import { readReminders } from '../reminder/reminder.store.js';
import type { TermPlanInput } from './term-plan.js';

/** Reads what planning locked terms needs: a handful of statements for all of them, after the locks were taken. */
@Injectable()
export class LoadPlanInputs {
  constructor(private readonly policies: LoadPolicies) {}

  async execute(tx: Transaction, terms: readonly Term[]): Promise<TermPlanInput[]> {
    const termIds = terms.map(({ termId }) => termId);
    const contractIds = terms.flatMap(({ facts }) => facts?.contractId ?? []);
    const customerIds = [...new Set(terms.flatMap(({ facts }) => facts?.customerId ?? []))];
    const [contracts, customers, contacts, reminders, policies] = await tx.pipeline([
      readContracts(tx, contractIds),
      readCustomers(tx, customerIds),
      readContacts(tx, customerIds),
      readReminders(tx, termIds),
      this.policies.execute(tx),
    ]);
    const owners = policies.some(hasInternalSteps) ? await readOwners(tx, ownersOf(terms, customers)) : [];
    return terms.map((term) => ({
      term,
      policies,
      owners,
      contract: contracts.find(({ contractId }) => contractId === term.facts?.contractId) ?? null,
      customer: customers.find(({ customerId }) => customerId === term.facts?.customerId) ?? null,
      contacts: contacts.filter(({ customerId }) => customerId === term.facts?.customerId),
      reminders: reminders.filter(({ termId }) => termId === term.termId),
    }));
  }
}

function ownersOf(terms: readonly Term[], customers: readonly Customer[]): OwnerId[] {
  return [...terms.map(({ facts }) => facts), ...customers].flatMap((of) => of?.ownerId ?? []);
}
