import { Controller } from '@nestjs/common';
import type { EventBatch } from '@perennial/events/consumer/handler';
import { OnEvents } from '@perennial/events/transport/on-events';
import { instant, type Instant } from '@perennial/kernel/instant';
import { toId } from '@perennial/kernel/ids';
import type { ContractSnapshot, TermSnapshot } from '@perennial/proto/gen/perennial/events/v1/contracts';
import { ReplicateTerms, type TermNews } from './replicate-terms.js';
import { toTerm } from '../term/term-message.js';
import { TERM_STATES, type Term, type TermState } from '../term/term.js';

type Contracts = NonNullable<TermNews['contracts']>;

/** Facts of contracts, routed. Each carries the state of its term, so that any of them may come first. */
@Controller()
export class ContractConsumer {
  constructor(private readonly replicateTerms: ReplicateTerms) {}

  @OnEvents('contract.changed', { rowsPerEvent: 6 })
  async changed({ events, tx, now }: EventBatch<'contract.changed'>): Promise<void> {
    const contracts = events.flatMap(({ payload }) => toContracts(payload.contract));
    await this.replicateTerms.execute(
      tx,
      { contracts, terms: events.flatMap(({ payload }) => payload.terms.map((term) => toTerm(term))) },
      now,
    );
  }

  @OnEvents('contract.expiring', { rowsPerEvent: 6 })
  async expiring({ events, tx, now }: EventBatch<'contract.expiring'>): Promise<void> {
    const contracts = events.flatMap(({ payload }) => toContracts(payload.contract));
    const terms = events.map(({ payload }) => toTerm(payload.term));
    await this.replicateTerms.execute(tx, { contracts, terms, expiring: terms.map(({ termId }) => termId) }, now);
  }

  @OnEvents('contract.renewed', { rowsPerEvent: 6 })
  async renewed({ events, tx, now }: EventBatch<'contract.renewed'>): Promise<void> {
    const { terms, closures } = closed(events, 'RENEWED');
    const next = events.flatMap(({ payload }) => openedTerm(payload.nextTerm));
    await this.replicateTerms.execute(tx, { terms: [...terms, ...next], closures }, now);
  }

  @OnEvents('contract.cancelled')
  async cancelled({ events, tx, now }: EventBatch<'contract.cancelled'>): Promise<void> {
    await this.replicateTerms.execute(tx, closed(events, 'CANCELLED'), now);
  }

  @OnEvents('contract.lapsed')
  async lapsed({ events, tx, now }: EventBatch<'contract.lapsed'>): Promise<void> {
    await this.replicateTerms.execute(tx, closed(events, 'LAPSED'), now);
  }

  @OnEvents('contract.expired')
  async expired({ events, tx, now }: EventBatch<'contract.expired'>): Promise<void> {
    await this.replicateTerms.execute(tx, { terms: events.map(({ payload }) => toTerm(payload.term)) }, now);
  }

  @OnEvents('contract.reopened', { rowsPerEvent: 6 })
  async reopened({ events, tx, now }: EventBatch<'contract.reopened'>): Promise<void> {
    await this.replicateTerms.execute(tx, { terms: events.map(({ payload }) => toTerm(payload.term)) }, now);
  }
}

function closed(
  events: readonly {
    readonly businesstime: Instant;
    readonly payload: { term?: TermSnapshot | undefined; cause: string };
  }[],
  state: TermState,
): Required<Pick<TermNews, 'terms' | 'closures'>> {
  const terms = events.map(({ payload }) => toTerm(payload.term, state));
  const closures = terms.map(({ termId, version }, i) => ({
    termId,
    version,
    state,
    cause: events[i]?.payload.cause ?? '',
    at: events[i]?.businesstime ?? instant(0),
  }));
  return { terms, closures: closures.filter(({ cause }) => cause !== '') };
}

/** The next term, unless this build cannot read its state: contract.changed of a build that can brings it. */
function openedTerm(term: TermSnapshot | undefined): Term[] {
  return term && TERM_STATES.word(term.state) !== undefined ? [toTerm(term)] : [];
}

function toContracts(contract: ContractSnapshot | undefined): Contracts {
  if (!contract) return [];
  return [
    {
      contractId: toId(contract.contractId),
      customerId: toId(contract.customerId),
      product: contract.product,
      version: contract.version,
    },
  ];
}
