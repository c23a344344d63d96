import type { RecipientId } from '@perennial/kernel/ids';
import { violation } from '@perennial/kernel/violation';
import type { ContractState } from '../contract/contract-draft.js';
import { sourceKey } from '../source-reference/source-reference.js';
import { invalidFile } from './file/header.js';
import type { ImportFact } from './import-record.js';
import { allPointed } from './record-kinds.js';
import type { RoundDecision } from './round-decision.js';
import { emptyRound, type LoadedRound } from './round.js';

/** What a dry run keeps in memory at most. */
const MOST = 100_000;

/** What the rounds of a dry run have decided, which later ones find as if it had been stored. */
export class DryRound {
  readonly #decided = emptyRound();

  get contracts(): readonly ContractState[] {
    return [...this.#decided.contracts.values()];
  }

  /** What was stored, and over it what this run has decided of the same records and what they point at. */
  over(stored: LoadedRound, facts: readonly ImportFact[]): LoadedRound {
    for (const name of facts.flatMap((fact) => [fact, ...allPointed(fact)])) {
      const reference = this.#decided.references.get(sourceKey(name)) ?? stored.references.get(sourceKey(name));
      if (!reference) continue;
      stored.references.set(sourceKey(name), reference);
      for (const kind of ['owners', 'customers', 'contacts', 'contracts'] as const) {
        const rows = this.#decided[kind] as Map<string, unknown>;
        const row = rows.get(reference.entityId);
        if (row !== undefined) (stored[kind] as Map<string, unknown>).set(reference.entityId, row);
      }
    }
    for (const [id, hold] of this.#decided.holds) if (stored.customers.has(hold.customerId)) stored.holds.set(id, hold);
    return stored;
  }

  /** @throws DomainError INVALID_CSV for more than a dry run can keep */
  add(round: RoundDecision): void {
    const { references, owners, customers, contacts, contracts, holds } = this.#decided;
    for (const reference of round.taken) references.set(sourceKey(reference), reference);
    if (references.size > MOST)
      throw invalidFile([
        violation('dry_run', 'too_many', `a dry run takes at most ${MOST} rows; import them in parts`),
      ]);
    for (const { owner } of round.owners) owners.set(owner.id, { ...owner, recipientId: null, addressKinds: [] });
    for (const [id, customer] of round.customers) customers.set(id, customer);
    // Whom an address belongs to is found when it is stored; no decision asks for it before.
    for (const { contact, before } of round.contacts)
      contacts.set(contact.id, {
        ...contact,
        recipientId: before?.recipientId ?? (contact.id as string as RecipientId),
      });
    for (const [id, hold] of round.holds) holds.set(id, hold);
    for (const draft of round.contracts)
      contracts.set(draft.contract.id, {
        contract: draft.contract,
        terms: draft.terms,
        closures: draft.closures,
        holds: draft.holds,
      });
  }
}
