import type { ContactId, ContractId, CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import { entityIdOf, freshness, sourceKey, type SourceReference } from '../source-reference/source-reference.js';
import type { ContractDraft } from '../contract/contract-draft.js';
import type { ContactToEncrypt } from '../contact/encrypt-contacts.js';
import { decideContact } from './contact-decision.js';
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
  readonly contacts: ContactToEncrypt[] = [];
  readonly contracts: ContractDraft[] = [];
  /** The team of each owner that this round reads or changes. */
  readonly owned: Map<OwnerId, TeamId>;
  /** Customers that this round reads or changes, as they are decided. */
  readonly customers: LoadedRound['customers'];

  constructor(
    private readonly loaded: LoadedRound,
    facts: readonly ImportFact[],
    private readonly now: Instant,
  ) {
    this.customers = new Map(loaded.customers);
    this.owned = new Map([...loaded.owners.values()].map(({ id, teamId }) => [id, teamId]));
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
    const managerId = this.#pointed(fact) as OwnerId | null;
    if (managerId !== null && !this.owned.has(managerId))
      return [violation('manager', 'unknown_owner', 'no owner of this source id has been taken')];
    const decided = decideOwner(fact, id, managerId, this.loaded.owners.get(id));
    this.owners.push(decided);
    this.owned.set(id, decided.owner.teamId);
    return null;
  }

  #customer(fact: CustomerFact, id: CustomerId): Refusal {
    const ownerId = this.#pointed(fact) as OwnerId | null;
    const teamId = ownerId === null ? null : this.owned.get(ownerId);
    if (teamId === undefined) return [violation('owner', 'unknown_owner', 'no owner of this source id has been taken')];
    this.customers.set(id, decideCustomer(fact, id, { ownerId, teamId }, this.customers.get(id)));
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
