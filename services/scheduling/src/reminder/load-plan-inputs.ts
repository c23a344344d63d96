import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/database';
import type { Customer } from '../customer/customer.js';
import { CustomerStore } from '../customer/customer.store.js';
import { readOwners } from '../owner/owner.store.js';
import { LoadPolicies } from '../policy/load-policies.js';
import { hasInternalSteps } from '../policy/policy.js';
import { ContractStore } from '../term/contract.store.js';
import type { Term } from '../term/term.js';
import { ReminderStore } from './reminder.store.js';
import type { TermPlanInput } from './term-plan.js';

/** Reads what planning locked terms needs: a handful of statements for all of them, after the locks were taken. */
@Injectable()
export class LoadPlanInputs {
  constructor(
    private readonly contracts: ContractStore,
    private readonly customers: CustomerStore,
    private readonly reminders: ReminderStore,
    private readonly policies: LoadPolicies,
  ) {}

  async execute(tx: Transaction, terms: readonly Term[]): Promise<TermPlanInput[]> {
    const customerIds = [...new Set(terms.flatMap(({ facts }) => facts?.customerId ?? []))];
    const [contracts, customers, contacts, reminders, policies] = await tx.pipeline([
      this.contracts.read(
        tx,
        terms.flatMap(({ facts }) => facts?.contractId ?? []),
      ),
      this.customers.customers(tx, customerIds),
      this.customers.contactsOf(tx, customerIds),
      this.reminders.ofTerms(
        tx,
        terms.map(({ termId }) => termId),
      ),
      this.policies.execute(tx),
    ]);
    const owners = policies.some(hasInternalSteps) ? await readOwners(tx, ownerIds(terms, customers)) : [];
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

function ownerIds(terms: readonly Term[], customers: readonly Customer[]): string[] {
  return [...terms.map(({ facts }) => facts), ...customers].flatMap((of) => of?.ownerId ?? []);
}
