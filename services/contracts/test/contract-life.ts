import { startOfDay } from '@perennial/calendar/zone';
import { derivedId, type ContractId, type CustomerId, type OwnerId, type TeamId } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';
import { ContractRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractDraft, type ContractState } from '../src/contract/contract-draft.js';
import { inherit } from '../src/contract/inherit.js';
import type { Customer } from '../src/customer/customer.js';
import { decideContract } from '../src/import/contract/contract-decision.js';
import { validateContract } from '../src/import/contract/validate-contract.js';
import type { Closure } from '../src/term/closure.js';
import type { Lineage } from '../src/term/lineage.js';
import { cancelByPerson } from '../src/term/cancel-term.js';
import { passTime } from '../src/term/passing.js';
import { renew } from '../src/term/renewal.js';
import { reopen } from '../src/term/reopen-term.js';
import { reverse } from '../src/term/reversal.js';
import type { Term } from '../src/term/term.js';

const ZONE = 'Europe/Berlin';
const CUSTOMER: Customer = {
  id: derivedId<CustomerId>('customer', 'life'),
  name: 'Acme',
  country: 'DE',
  zone: ZONE,
  locale: 'en',
  ownLocale: null,
  since: '2010-01-01',
  ownerId: null,
  teamId: null,
  tier: 'STANDARD',
  tierOverride: null,
  version: 1,
  ownershipDue: false,
};
const ID = derivedId<ContractId>('contract', 'life');

/** What a record says; the rest is that of a yearly subscription at 100 EUR. */
export interface Said {
  readonly start?: string;
  readonly months?: number;
  readonly period?: readonly [start: string, lastDay: string];
  readonly amount?: number;
  readonly seats?: number;
  readonly status?: 'ACTIVE' | 'CANCELLED' | 'ENDED';
  readonly endedOn?: string;
  readonly autoRenew?: boolean;
  readonly productType?: 'subscription' | 'perpetual' | 'trial';
  readonly zone?: string;
  /** Source id of the customer. */
  readonly customer?: string;
}

/** The life of one contract in memory: every step goes through the service's own decisions, on the day that is set. */
export class ContractLife {
  #state: ContractState | undefined;
  #now: Instant = instant(0);
  #said: Said = {};
  readonly closures = new Map<string, Closure>();
  /** What happened since the last look: types of events, rows to look at, alarms, notes of the answer. */
  events: string[] = [];
  reviews: string[] = [];
  alerts: string[] = [];
  notes: string[] = [];
  readonly lineage: Lineage[] = [];

  /** Rows that a person must look at and that nothing has settled. */
  readonly open = new Set<string>();

  constructor(day: string) {
    this.#now = at(day);
  }

  get state(): ContractState {
    if (!this.#state) throw new Error('nothing was recorded yet');
    return this.#state;
  }

  get now(): Instant {
    return this.#now;
  }

  get terms(): readonly Term[] {
    return [...(this.#state?.terms ?? [])].sort((a, b) => a.number - b.number);
  }

  term(number: number): Term {
    const found = this.terms.find((term) => term.number === number);
    if (!found) throw new Error(`there is no term ${number}`);
    return found;
  }

  /** The terms as they stand, `2024-01-31..2024-02-28 OPEN`. */
  get shown(): string[] {
    return this.terms.filter(({ voided }) => !voided).map((t) => `${t.start}..${t.lastDay} ${t.state}`);
  }

  /** Time passes to noon of a day; what falls due on the way happens when it falls due. */
  walk(day: string): this {
    const to = at(day);
    for (;;) {
      const due = Math.min(...this.terms.map(dueOf));
      if (due > to) break;
      this.#now = instant(Math.max(due, this.#now));
      this.#step((draft) => {
        for (const { id } of draft.terms) passTime(draft, id);
      });
    }
    this.#now = to;
    this.#step((draft) => {
      for (const { id } of draft.terms) passTime(draft, id);
    });
    return this;
  }

  /** A newer record; what it leaves out is as it was. @returns the rules that it breaks */
  record(said: Said = {}): string[] {
    const { period: _period, ...before } = this.#said;
    const all: Said = { ...before, ...said };
    const { start = '2023-08-01', months = 12, period, amount = 100, seats = 1, status = 'ACTIVE', endedOn } = all;
    const record = ContractRecord.fromJSON({
      source: { system: 'erp', id: 'life', version: '1' },
      customer: 'acme',
      product: 'Suite',
      productType: all.productType ?? 'subscription',
      periodMonths: months,
      originalStart: start,
      termStart: period?.[0] ?? '',
      termLastDay: period?.[1] ?? '',
      zone: all.zone ?? '',
      amount: `${amount}.00`,
      currency: 'EUR',
      autoRenew: all.autoRenew ?? false,
      seats,
      status: `CONTRACT_STATUS_${status}`,
      endedOn: status === 'ACTIVE' ? '' : (endedOn ?? ''),
    });
    const fact = validateContract(record);
    if (!fact.ok) return fact.error.map(({ field, rule }) => `${field} ${rule}`);
    const customer =
      said.customer === undefined ? CUSTOMER : { ...CUSTOMER, id: derivedId<CustomerId>('customer', said.customer) };
    const decided = decideContract(fact.value, ID, customer, this.#state, this.#now);
    if (!decided.ok) return decided.error.map(({ field, rule }) => `${field} ${rule}`);
    this.#said = all;
    this.#keep(decided.value);
    return [];
  }

  pay(number: number, cause: string, paidOn?: string): this {
    const paidAt = paidOn === undefined ? this.#now : at(paidOn);
    return this.#step((draft) => renew(draft, idOf(draft, number), { cause, by: 'payment', paidAt }));
  }

  reverse(number: number, cause: string): this {
    return this.#step((draft) => reverse(draft, idOf(draft, number), cause, 'chargeback'));
  }

  cancel(number: number, lastDay: string | null = null): this {
    return this.#step((draft) => cancelByPerson(draft, idOf(draft, number), 'by phone', lastDay));
  }

  reopen(number: number): this {
    return this.#step((draft) => reopen(draft, idOf(draft, number), 'changed their mind'));
  }

  /** The customer has another owner and team. */
  inherit(): this {
    const [ownerId, teamId] = [derivedId<OwnerId>('owner', 'x'), derivedId<TeamId>('team', 'x')];
    return this.#step((draft) => inherit(draft, { ...CUSTOMER, ownerId, teamId }));
  }

  /** Forgets what happened so far. */
  forget(): this {
    this.events = [];
    this.reviews = [];
    this.alerts = [];
    this.notes = [];
    return this;
  }

  #step(decide: (draft: ContractDraft) => void): this {
    if (!this.#state) return this;
    const draft = new ContractDraft(this.#state.contract, this.#state, this.#now);
    decide(draft);
    this.#keep(draft);
    return this;
  }

  /** What storing a draft gives. */
  #keep(draft: ContractDraft): void {
    for (const closure of draft.changedClosures) this.closures.set(`${closure.termId} ${closure.cause}`, closure);
    this.#state = { contract: draft.contract, terms: draft.terms, closures: [...this.closures.values()] };
    this.events.push(...draft.events().map(({ type }) => type));
    this.alerts.push(...draft.alerts);
    this.notes.push(...draft.notes.map(({ field, rule }) => `${field} ${rule}`));
    for (const { kind, subjectId } of draft.settled) this.open.delete(`${kind} ${subjectId}`);
    for (const { kind, subjectId } of draft.reviews) {
      this.reviews.push(kind);
      this.open.add(`${kind} ${subjectId}`);
    }
    this.lineage.push(...draft.lineage);
  }
}

/** Noon of a day, where the contract is. */
function at(day: string): Instant {
  return instant(startOfDay(ZONE, day) + 12 * 3_600_000);
}

function dueOf(term: Term): number {
  if (term.state === 'OPEN') return term.endsAt;
  return term.state === 'EXPIRED' && !term.autoRenew ? term.lapsesAt : Number.POSITIVE_INFINITY;
}

function idOf(draft: ContractDraft, number: number): Term['id'] {
  const term = draft.terms.find((candidate) => candidate.number === number);
  if (!term) throw new Error(`there is no term ${number}`);
  return term.id;
}
