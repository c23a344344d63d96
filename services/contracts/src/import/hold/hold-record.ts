import type { ContractId, CustomerId, HoldId, OwnerId } from '@perennial/kernel/ids';
import { violation } from '@perennial/kernel/violation';
import type { HoldRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractDraft } from '../../contract/contract-draft.js';
import type { SourceName } from '../../source-reference/source-reference.js';
import type { RecordKind } from '../record-kind.js';
import type { Round } from '../round.js';
import { UNKNOWN_CUSTOMER } from '../unknown-customer.js';
import { decideHold, type HeldThing } from './hold-decision.js';
import type { HoldFact } from './hold-fact.js';
import { validateHold } from './validate-hold.js';

export const HOLD_RECORDS: RecordKind<HoldRecord, HoldFact> = {
  columns: {
    required: ['source_id', 'reason', 'until'],
    optional: ['version', 'customer', 'contract', 'owner', 'ended'],
  },
  fromCells: (cells) => ({
    source: cells.source(),
    customer: cells.text('customer'),
    contract: cells.text('contract'),
    reason: cells.text('reason'),
    owner: cells.text('owner'),
    until: cells.date('until'),
    ended: cells.boolean('ended', false),
  }),
  validate: validateHold,
  rows: () => 8,
  pointsAt: ({ system, customer, contract }) =>
    customer !== null
      ? { kind: 'customer', system, sourceId: customer }
      : { kind: 'contract', system, sourceId: contract ?? '' },
  alsoPointsAt: ownerName,
  decide(round, fact, id, pointedId) {
    const owner = ownerName(fact);
    const ownerId = owner && (round.idOf(owner) as OwnerId);
    if (ownerId && !round.teamOf.has(ownerId))
      return [violation('owner', 'unknown_owner', 'no owner of this source id has been taken')];
    const draft = fact.contract === null ? undefined : draftOf(round, pointedId as ContractId);
    const on: HeldThing | undefined =
      fact.contract === null ? round.customers.get(pointedId as CustomerId) : draft?.contract;
    if (!on && fact.contract === null) return UNKNOWN_CUSTOMER;
    if (!on) return [violation('contract', 'unknown_contract', 'no contract of this source id has been taken')];
    const before = round.loaded.holds.get(id as HoldId);
    const decided = decideHold(fact, id as HoldId, on, { before, ownerId, now: round.now, standing: standing(round) });
    if (!decided.ok) return decided.error;
    round.holds.set(decided.value.id, decided.value);
    if (draft) draft.putHold(decided.value);
    else round.contactsMoved.add(decided.value.customerId);
    return null;
  },
};

function ownerName({ system, owner }: HoldFact): SourceName | null {
  return owner === null ? null : { kind: 'owner', system, sourceId: owner };
}

/** Holds as they stand after what the round has decided so far. */
function standing({ loaded, holds }: Round) {
  return [...new Map([...loaded.holds, ...holds]).values()].filter(({ endedAt }) => endedAt === null);
}

/** The draft that the round changes the contract in; a contract that no record of the round is about gets one. */
function draftOf(round: Round, id: ContractId): ContractDraft | undefined {
  const known = round.contracts.find(({ contract }) => contract.id === id);
  const state = round.loaded.contracts.get(id);
  if (known || !state) return known;
  const draft = new ContractDraft(state.contract, state, round.now);
  round.contracts.push(draft);
  return draft;
}
