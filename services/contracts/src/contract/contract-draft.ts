import { newEvent, type NewEvent } from '@perennial/events/event';
import { toLocal } from '@perennial/calendar/zone';
import type { HoldId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import { annualised, type Money } from '@perennial/kernel/money';
import type { NewReview, ReviewSubject } from '@perennial/kernel/review';
import type { ReviewKind } from '@perennial/kernel/review-kinds';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { Hold } from '../hold/hold.js';
import type { Closure } from '../term/closure.js';
import type { Lineage } from '../term/lineage.js';
import { standing, TERM_STATES, type Term } from '../term/term.js';
import type { Contract } from './contract.js';
import { contractSnapshot, termSnapshot } from './contract-snapshot.js';

/** A contract with its terms and what closed them, as one transaction holds it locked. */
export interface ContractState {
  readonly contract: Contract;
  readonly terms: readonly Term[];
  readonly closures: readonly Closure[];
  /** Holds that stand on the contract and its terms; absent = none. */
  readonly holds?: readonly Hold[];
}

export type TermFact = (draft: ContractDraft) => NewEvent;

/**
 * Collects what one decision changes in a contract. Each changed term gets one new version, whatever happens to it
 * here; the events are built at the end, from the final state: `contract.changed` first, then the facts in their order.
 */
export class ContractDraft {
  #contract: Contract;
  readonly #before: ContractState | undefined;
  readonly #terms: Map<TermId, Term>;
  readonly #closures: Map<string, Closure>;
  readonly #changedTerms = new Set<TermId>();
  readonly #touchedTerms = new Set<TermId>();
  readonly #changedClosures = new Set<string>();
  readonly #holds: Map<HoldId, Hold>;
  readonly #facts: TermFact[] = [];
  /** Names of alarms: things that are in order for the protocol and not for people. */
  readonly alerts: string[] = [];
  /** What a person must look at; alarmed too. */
  readonly reviews: NewReview[] = [];
  /** Reviews that what happened here has settled. */
  readonly settled: ReviewSubject[] = [];
  /** What was taken otherwise than the record may suggest; the answer to the source says so. */
  readonly notes: FieldViolation[] = [];
  readonly lineage: Lineage[] = [];

  /** @param before the stored state; undefined for a contract that is new. */
  constructor(
    contract: Contract,
    before: ContractState | undefined,
    readonly now: Instant,
  ) {
    this.#contract = contract;
    this.#before = before;
    this.#holds = new Map(before?.holds?.map((hold) => [hold.id, hold]));
    this.#terms = new Map(before?.terms.map((term) => [term.id, term]));
    this.#closures = new Map(before?.closures.map((closure) => [closureKey(closure), closure]));
  }

  get contract(): Contract {
    return this.#contract;
  }

  get isNew(): boolean {
    return this.#before === undefined;
  }

  /** Ascending by number. */
  get terms(): Term[] {
    return [...this.#terms.values()].sort((a, b) => a.number - b.number);
  }

  /** The terms that make up the sequence of periods, ascending. */
  get standing(): Term[] {
    return standing(this.terms);
  }

  /** The newest term that stands, whatever its state. */
  get live(): Term | undefined {
    return this.standing.at(-1);
  }

  /** The day in the contract's zone. */
  get today(): string {
    return toLocal(this.#contract.zone, this.now).date;
  }

  get changedTerms(): Term[] {
    return this.terms.filter(({ id }) => this.#changedTerms.has(id));
  }

  /** Changed terms and those whose bookkeeping (expiring_at) changed. */
  get writtenTerms(): Term[] {
    return this.terms.filter(({ id }) => this.#changedTerms.has(id) || this.#touchedTerms.has(id));
  }

  get changedClosures(): Closure[] {
    return [...this.#closures].filter(([key]) => this.#changedClosures.has(key)).map(([, closure]) => closure);
  }

  get closures(): Closure[] {
    return [...this.#closures.values()];
  }

  get contractChanged(): boolean {
    return this.#before === undefined || this.#contract.version !== this.#before.contract.version;
  }

  term(id: TermId): Term {
    const term = this.#terms.get(id);
    if (!term) throw new RangeError(`term ${id} is not of contract ${this.#contract.id}`);
    return term;
  }

  /** What keeps a term closed. */
  activeClosures(id: TermId): Closure[] {
    return [...this.#closures.values()].filter((closure) => closure.termId === id && closure.undoneBy === null);
  }

  closure(id: TermId, cause: string): Closure | undefined {
    return this.#closures.get(closureKey({ termId: id, cause }));
  }

  putContract(contract: Contract): void {
    this.#contract = { ...contract, version: (this.#before?.contract.version ?? 0) + 1 };
  }

  /** A change that no replica sees, so no new version. */
  touchContract(change: Partial<Pick<Contract, 'anchor' | 'revivedOn'>>): void {
    this.#contract = { ...this.#contract, ...change };
  }

  putTerm(term: Term): void {
    const current = this.#terms.get(term.id);
    if (current && current.state !== term.state) TERM_STATES.assert(current.state, term.state);
    this.#changedTerms.add(term.id);
    this.#terms.set(term.id, { ...term, version: this.versionAfter(term.id) });
  }

  /** The version that the term will have when this draft is stored: part of the causes written here. */
  versionAfter(id: TermId): number {
    return (this.#before?.terms.find((term) => term.id === id)?.version ?? 0) + 1;
  }

  /** Holds that stand on the contract and its terms. */
  get holds(): Hold[] {
    return [...this.#holds.values()].filter(({ endedAt }) => endedAt === null);
  }

  /** A hold on the contract or one of its terms was placed, changed or ended: what it is on gets a new version. */
  putHold(hold: Hold): void {
    this.#holds.set(hold.id, hold);
    if (hold.scope === 'TERM') this.putTerm(this.term(hold.subjectId as TermId));
    else this.putContract(this.#contract);
  }

  /** A change that no replica sees, so no new version. */
  touchTerm(term: Term): void {
    this.#touchedTerms.add(term.id);
    this.#terms.set(term.id, term);
  }

  putClosure(closure: Closure): void {
    this.#changedClosures.add(closureKey(closure));
    this.#closures.set(closureKey(closure), closure);
  }

  /**
   * What a year costs at the price of the newest term that was not cancelled; null without one. All terms must be
   * loaded.
   */
  get yearly(): Money | null {
    const newest = this.terms.filter(({ state }) => state !== 'CANCELLED').at(-1);
    return newest ? annualised(newest.amount, this.#contract.periodMonths) : null;
  }

  /** A person must look at a term; alarmed as well. */
  lookAt(kind: ReviewKind, termId: TermId, detail: string): void {
    const { id: contractId, customerId, ownerId, teamId } = this.#contract;
    this.alerts.push(kind);
    this.reviews.push({
      kind,
      subjectKind: 'term',
      subjectId: termId,
      termId,
      contractId,
      customerId,
      ownerId,
      teamId,
      detail,
    });
  }

  /** What a person had to look at has gone away by itself. */
  settle(kind: ReviewKind, termId: TermId): void {
    this.settled.push({ kind, subjectKind: 'term', subjectId: termId });
  }

  fact(build: TermFact): void {
    this.#facts.push(build);
  }

  snapshot(id: TermId) {
    return termSnapshot(this.term(id), this.#contract, this.holds);
  }

  events(): NewEvent[] {
    const changed = this.contractChanged || this.#changedTerms.size > 0;
    const state = changed
      ? [
          newEvent('contract.changed', {
            contract: contractSnapshot(this.#contract, this.holds),
            terms: this.changedTerms.map((term) => termSnapshot(term, this.#contract, this.holds)),
          }),
        ]
      : [];
    return [...state, ...this.#facts.map((build) => build(this))];
  }
}

function closureKey({ termId, cause }: Pick<Closure, 'termId' | 'cause'>): string {
  return `${termId} ${cause}`;
}
