import type { ContactId, ContractId, CustomerId, OwnerId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { entityIdOf, freshness, sourceKey, type SourceReference } from '../source-reference/source-reference.js';
import type { ContractDraft } from '../contract/contract-draft.js';
import { decideContact, type DecidedContact } from './contact-decision.js';
import { decideContract } from './contract-decision.js';
import { decideCustomer } from './customer-decision.js';
import type { ContactFact, ContractFact, CustomerFact, ImportFact, ImportOutcome, OwnerFact } from './import-record.js';
import { decideOwner, type DecidedOwner } from './owner-decision.js';
import type { LoadedRound } from './loaded-round.js';
import { pointsAt } from './rounds.js';

const ORDER: readonly ImportFact['kind'][] = ['owner', 'customer', 'contact', 'contract'];
type Refusal = readonly FieldViolation[] | null;

/** Decides one round against the rows it has loaded; nothing is written yet. */
export class RoundDecision {
  readonly outcomes = new Map<ImportFact, ImportOutcome>();
  /** References of records that were taken. */
  readonly taken: SourceReference[] = [];
  readonly owners: DecidedOwner[] = [];
  readonly contacts: DecidedContact[] = [];
  readonly contracts: ContractDraft[] = [];
  /** Customers that this round reads or changes, as they are decided. */
  readonly customers: LoadedRound['customers'];

  constructor(
    private readonly loaded: LoadedRound,
    facts: readonly ImportFact[],
    private readonly now: Instant,
  ) {
    this.customers = new Map(loaded.customers);
    for (const kind of ORDER)
      for (const fact of facts) if (fact.kind === kind) this.outcomes.set(fact, this.#decide(fact));
  }

  #decide(fact: ImportFact): ImportOutcome {
    const known = this.loaded.references.get(sourceKey(fact));
    const id = entityIdOf(known, fact);
    const status = freshness(known, fact.version);
    if (status !== 'TAKEN') return { status, id };
    const refusal = this.#apply(fact, id);
    if (refusal) return { status: 'REJECTED', violations: refusal };
    this.taken.push({
      kind: fact.kind,
      system: fact.system,
      sourceId: fact.sourceId,
      version: fact.version,
      entityId: id,
    });
    return { status, id };
  }

  #apply(fact: ImportFact, id: string): Refusal {
    switch (fact.kind) {
      case 'owner':
        return this.#owner(fact, id as OwnerId);
      case 'customer':
        return this.#customer(fact, id as CustomerId);
      case 'contact':
        return this.#contact(fact, id as ContactId);
      case 'contract':
        return this.#contract(fact, id as ContractId);
    }
  }

  #owner(fact: OwnerFact, id: OwnerId): Refusal {
    const decided = decideOwner(fact, id, this.loaded.owners.get(id));
    this.owners.push(decided);
    this.loaded.owners.set(id, decided.owner);
    return null;
  }

  #customer(fact: CustomerFact, id: CustomerId): Refusal {
    const ownerId = this.#pointed(fact);
    const owner = ownerId === null ? null : this.loaded.owners.get(ownerId as OwnerId);
    if (owner === undefined) return [violation('owner', 'unknown_owner', 'no owner of this source id has been taken')];
    this.customers.set(id, decideCustomer(fact, id, owner, this.customers.get(id)));
    return null;
  }

  #contact(fact: ContactFact, id: ContactId): Refusal {
    const customer = this.customers.get(this.#pointed(fact) as CustomerId);
    if (!customer) return UNKNOWN_CUSTOMER;
    const decided = decideContact(fact, id, customer, this.loaded.contacts.get(id));
    if (!decided.ok) return decided.error;
    this.contacts.push(decided.value);
    return null;
  }

  #contract(fact: ContractFact, id: ContractId): Refusal {
    const customer = this.customers.get(this.#pointed(fact) as CustomerId);
    if (!customer) return UNKNOWN_CUSTOMER;
    const decided = decideContract(fact, id, customer, this.loaded.contracts.get(id), this.now);
    if (!decided.ok) return decided.error;
    this.contracts.push(decided.value);
    return null;
  }

  /** Id of what a record points at; null when it points at nothing. An unknown reference gives an id without a row. */
  #pointed(fact: ImportFact): string | null {
    const name = pointsAt(fact);
    return name && entityIdOf(this.loaded.references.get(sourceKey(name)), name);
  }
}

const UNKNOWN_CUSTOMER = [violation('customer', 'unknown_customer', 'no customer of this source id has been taken')];
