import type { ContractId, CustomerId } from '@perennial/kernel/ids';
import type { ContractRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { contractStatusFromJSON } from '@perennial/proto/gen/perennial/types/v1/types';
import { invoicedTerm } from '../../reference/invoiced-term.js';
import type { RecordKind } from '../record-kind.js';
import { UNKNOWN_CUSTOMER } from '../unknown-customer.js';
import { decideContract } from './contract-decision.js';
import type { ContractFact } from './contract-fact.js';
import { relate, relatedName } from './related-contract.js';
import { validateContract } from './validate-contract.js';

export const CONTRACT_RECORDS: RecordKind<ContractRecord, ContractFact> = {
  columns: {
    required: [
      'source_id',
      'customer',
      'product',
      'product_type',
      'period_months',
      'original_start',
      'amount',
      'currency',
      'status',
    ],
    optional: [
      'version',
      'term_start',
      'term_last_day',
      'zone',
      'auto_renew',
      'seats',
      'ended_on',
      'invoice',
      'split_from',
      'merged_into',
    ],
  },
  fromCells: (cells) => ({
    source: cells.source(),
    customer: cells.text('customer'),
    product: cells.text('product'),
    productType: cells.text('product_type'),
    periodMonths: Number(cells.integer('period_months', '0')),
    originalStart: cells.date('original_start'),
    termStart: cells.date('term_start'),
    termLastDay: cells.date('term_last_day'),
    zone: cells.text('zone'),
    amount: cells.amount('amount'),
    currency: cells.text('currency'),
    autoRenew: cells.boolean('auto_renew', false),
    seats: Number(cells.integer('seats', '0')),
    status: cells.enum('status', 'CONTRACT_STATUS_', contractStatusFromJSON),
    endedOn: cells.date('ended_on'),
    invoice: cells.text('invoice'),
    splitFrom: cells.text('split_from'),
    mergedInto: cells.text('merged_into'),
  }),
  validate: validateContract,
  // A later period renews the term before it: two terms, a cause, their lineage, an invoice, a review and four events.
  // One more each for what the contract lacks, the end of that review and of a refusal; a split or merge has one.
  rows: ({ term, splitFrom, mergedInto }) => (term ? 17 : 13) + ((splitFrom ?? mergedInto) === null ? 0 : 1),
  pointsAt: ({ system, customer }) => ({ kind: 'customer', system, sourceId: customer }),
  alsoPointsAt: relatedName,
  decide(round, fact, id, pointedId) {
    const customer = round.customers.get(pointedId as CustomerId);
    if (!customer) return UNKNOWN_CUSTOMER;
    const before = round.loaded.contracts.get(id as ContractId);
    const decided = decideContract(fact, id as ContractId, customer, before, round.now);
    if (!decided.ok) return decided.error;
    round.contracts.push(decided.value);
    relate(round, fact, decided.value);
    const term = fact.invoice === null ? undefined : invoicedTerm(decided.value.standing, fact.term);
    if (term && fact.invoice !== null)
      round.invoices.push({
        system: fact.system,
        invoice: fact.invoice,
        contractId: id as ContractId,
        termId: term.id,
      });
    if (decided.value.notes.length > 0) round.notes.set(fact, decided.value.notes);
    return null;
  },
};
