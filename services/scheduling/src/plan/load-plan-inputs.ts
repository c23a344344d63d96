import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { CustomerId } from '@perennial/kernel/ids';
import { readContacts, readCustomers } from '../customer/customer.store.js';
import type { Customer } from '../customer/customer.js';
import { readEvidence } from '../evidence/evidence.store.js';
import { LoadOutages } from '../outage/load-outages.js';
import { readOwners } from '../owner/owner.store.js';
import type { Owner } from '../owner/owner.js';
import { LoadPolicies } from '../policy/load-policies.js';
import { hasInternalSteps, type CompiledPolicy } from '../policy/policy.js';
import { reachKey, type Reach } from '../reach/reach.js';
import { readSilences, type Silence } from '../reach/reach.store.js';
import { readContracts } from '../term/contract.store.js';
import type { Contract, Term } from '../term/term.js';
import { readReminders } from '../reminder/reminder.store.js';
import { readFinished } from '../review/plan-review.store.js';
import { finishedKey, type TermPlanInput } from './term-plan.js';

/** Reads what planning locked terms needs: a handful of statements for all of them, after the locks were taken. */
@Injectable()
export class LoadPlanInputs {
  constructor(
    private readonly policies: LoadPolicies,
    private readonly outages: LoadOutages,
  ) {}

  async execute(tx: Transaction, terms: readonly Term[]): Promise<TermPlanInput[]> {
    const termIds = terms.map(({ termId }) => termId);
    const contractIds = terms.flatMap(({ facts }) => facts?.contractId ?? []);
    const customerIds = [...new Set(terms.flatMap(({ facts }) => facts?.customerId ?? []))];
    const [contracts, customers, contacts, reminders, evidence, outages, policies, finished] = await tx.pipeline([
      readContracts(tx, contractIds),
      readCustomers(tx, customerIds),
      readContacts(tx, customerIds),
      readReminders(tx, termIds),
      readEvidence(tx, termIds),
      this.outages.execute(tx),
      this.policies.execute(tx),
      readFinished(tx, termIds),
    ]);
    const owners = await ownersFor(tx, policies, terms, contracts, customers);
    const silences = await readSilences(
      tx,
      customerIds,
      owners.flatMap(({ recipientId }) => recipientId ?? []),
    );
    return terms.map((term) => ({
      term,
      policies,
      owners,
      finished: new Set(finished.filter(({ termId }) => termId === term.termId).map(finishedKey)),
      reach: reachFor(silences, term.facts?.customerId),
      contract: contracts.find(({ contractId }) => contractId === term.facts?.contractId) ?? null,
      customer: customers.find(({ customerId }) => customerId === term.facts?.customerId) ?? null,
      contacts: contacts.filter(({ customerId }) => customerId === term.facts?.customerId),
      reminders: reminders.filter(({ termId }) => termId === term.termId),
      evidence: evidence.filter(({ termId }) => termId === term.termId),
      outages,
    }));
  }
}

/** Owners whom internal steps may address, and those who answer for a hold; none where neither is there. */
async function ownersFor(
  tx: Transaction,
  policies: readonly CompiledPolicy[],
  terms: readonly Term[],
  contracts: readonly Contract[],
  customers: readonly Customer[],
): Promise<Owner[]> {
  const holds = [...terms.map(({ facts }) => facts), ...contracts, ...customers].flatMap((of) => of?.holds ?? []);
  if (holds.length === 0 && !policies.some(hasInternalSteps)) return [];
  const ofTerms = [...terms.map(({ facts }) => facts), ...customers].flatMap((of) => of?.ownerId ?? []);
  const ofHolds = holds.flatMap(({ ownerId }) => ownerId ?? []);
  return await readOwners(tx, [...ofTerms, ...ofHolds]);
}

/** What stands in the way of writing to people for one customer: opt-outs for another one do not. */
function reachFor(silences: readonly Silence[], customer: CustomerId | undefined): Reach {
  const of = (kind: Silence['kind']): ReadonlySet<string> =>
    new Set(
      silences
        .filter((silence) => silence.kind === kind && (silence.customerId ?? customer) === customer)
        .map(({ recipientId, channel }) => reachKey(recipientId, channel)),
    );
  return { optedOut: of('OPT_OUT'), bounced: of('BOUNCE') };
}
