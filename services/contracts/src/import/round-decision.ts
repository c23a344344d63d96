import type { CustomerId, HoldId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { ContactToEncrypt } from '../contact/encrypt-contacts.js';
import type { Invoice } from '../reference/reference.js';
import type { ContractDraft } from '../contract/contract-draft.js';
import type { Customer } from '../customer/customer.js';
import {
  entityIdOf,
  freshness,
  nextVersion,
  sourceKey,
  type SourceName,
  type SourceReference,
} from '../source-reference/source-reference.js';
import type { Hold } from '../hold/hold.js';
import type { ImportFact, ImportOutcome } from './import-record.js';
import type { DecidedOwner } from './owner/owner-decision.js';
import { IMPORT_KINDS, kindOf, pointsAt } from './record-kinds.js';
import type { LoadedRound, Round } from './round.js';
import type { Sourced } from './sourced.js';

/** Why a record without a version does not overwrite one that has it. */
const UNORDERED = [
  violation('version', 'required', 'the source has stated versions of this record; without one nothing tells its age'),
];

/** Decides one round against the rows it has loaded, kind by kind; nothing is written yet. */
export class RoundDecision implements Round {
  readonly outcomes = new Map<ImportFact, ImportOutcome>();
  /** References of records that were taken. */
  readonly taken: SourceReference[] = [];
  readonly owners: DecidedOwner[] = [];
  readonly teamOf: Map<OwnerId, TeamId>;
  readonly customers: Map<CustomerId, Customer>;
  readonly contacts: ContactToEncrypt[] = [];
  readonly contactsMoved = new Set<CustomerId>();
  readonly contracts: ContractDraft[] = [];
  readonly invoices: Invoice[] = [];
  readonly notes = new Map<Sourced, readonly FieldViolation[]>();
  readonly holds = new Map<HoldId, Hold>();

  constructor(
    readonly loaded: LoadedRound,
    facts: readonly ImportFact[],
    readonly now: Instant,
  ) {
    this.customers = new Map(loaded.customers);
    this.teamOf = new Map([...loaded.owners.values()].map(({ id, teamId }) => [id, teamId]));
    for (const kind of IMPORT_KINDS)
      for (const fact of facts) if (fact.kind === kind) this.outcomes.set(fact, this.#decide(fact));
  }

  #decide(fact: ImportFact): ImportOutcome {
    const { kind, system, sourceId, unversioned = false, content = null } = fact;
    const known = this.loaded.references.get(sourceKey(fact));
    const entityId = entityIdOf(known, fact);
    const status = freshness(known, fact);
    if (status === 'UNORDERED') return { status: 'REJECTED', violations: UNORDERED };
    if (status !== 'TAKEN') return { status, id: entityId };
    const refusal = kindOf(kind).decide(this, fact, entityId, this.#pointedId(fact));
    if (refusal) return { status: 'REJECTED', violations: refusal };
    const version = nextVersion(known, fact);
    this.taken.push({ kind, system, sourceId, version, entityId, counted: unversioned, content });
    const notes = this.notes.get(fact);
    return notes ? { status, id: entityId, notes } : { status, id: entityId };
  }

  /** Id of what a record points at; null when it points at nothing. An unknown reference gives an id without a row. */
  #pointedId(fact: ImportFact): string | null {
    const name = pointsAt(fact);
    return name && this.idOf(name);
  }

  idOf(name: SourceName): string {
    return entityIdOf(this.loaded.references.get(sourceKey(name)), name);
  }
}
