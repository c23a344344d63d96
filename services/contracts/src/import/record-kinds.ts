import type { SourceName } from '../source-reference/source-reference.js';
import { CONTACT_RECORDS } from './contact/contact-record.js';
import { CONTRACT_RECORDS } from './contract/contract-record.js';
import { CUSTOMER_RECORDS } from './customer/customer-record.js';
import { HOLD_RECORDS } from './hold/hold-record.js';
import type { ImportFact, ImportKind, ImportRecord } from './import-record.js';
import { OWNER_RECORDS } from './owner/owner-record.js';
import type { RecordKind } from './record-kind.js';

/** In the order in which a round decides them: what is pointed at first. */
const KINDS = {
  owner: OWNER_RECORDS,
  customer: CUSTOMER_RECORDS,
  contact: CONTACT_RECORDS,
  contract: CONTRACT_RECORDS,
  hold: HOLD_RECORDS,
} as const;

export const IMPORT_KINDS = Object.keys(KINDS) as readonly ImportKind[];

/** The kind with the types of its records erased, for code that handles all kinds alike. */
export function kindOf(kind: ImportKind): RecordKind<ImportRecord['record'], ImportFact> {
  return KINDS[kind] as unknown as RecordKind<ImportRecord['record'], ImportFact>;
}

export function pointsAt(fact: ImportFact): SourceName | null {
  return kindOf(fact.kind).pointsAt(fact);
}

/** Everything that a record refers to within its system. */
export function allPointed(fact: ImportFact): SourceName[] {
  const { pointsAt: first, alsoPointsAt } = kindOf(fact.kind);
  return [first(fact), alsoPointsAt?.(fact) ?? null].filter((name) => name !== null);
}
