import type { CustomerId, OwnerId } from '@perennial/kernel/ids';
import { violation } from '@perennial/kernel/violation';
import type { CustomerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { tierFromJSON } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RecordKind } from '../record-kind.js';
import { decideCustomer } from './customer-decision.js';
import type { CustomerFact } from './customer-fact.js';
import { validateCustomer } from './validate-customer.js';

export const CUSTOMER_RECORDS: RecordKind<CustomerRecord, CustomerFact> = {
  columns: {
    required: ['source_id', 'name', 'country', 'since'],
    optional: ['version', 'zone', 'locale', 'owner', 'tier_override'],
  },
  fromCells: (cells) => ({
    source: cells.source(),
    name: cells.text('name'),
    country: cells.text('country'),
    zone: cells.text('zone'),
    locale: cells.text('locale'),
    since: cells.date('since'),
    owner: cells.text('owner'),
    tierOverride: cells.enum('tier_override', 'TIER_', tierFromJSON),
  }),
  validate: validateCustomer,
  rows: () => 6,
  pointsAt: ({ owner, system }) => (owner === null ? null : { kind: 'owner', system, sourceId: owner }),
  decide(round, fact, id, pointedId) {
    const [customerId, ownerId] = [id as CustomerId, pointedId as OwnerId | null];
    const teamId = ownerId === null ? null : round.teamOf.get(ownerId);
    if (teamId === undefined) return [violation('owner', 'unknown_owner', 'no owner of this source id has been taken')];
    const before = round.customers.get(customerId);
    round.customers.set(customerId, decideCustomer(fact, customerId, { ownerId, teamId }, before));
    return null;
  },
};
