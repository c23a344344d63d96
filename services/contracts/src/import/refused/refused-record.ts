import type { CustomerId, OwnerId, TeamId } from '@perennial/kernel/ids';
import type { NewReview, ReviewSubject } from '@perennial/kernel/review';
import type { FieldViolation } from '@perennial/kernel/violation';
import type { SourceName } from '../../source-reference/source-reference.js';
import type { ImportKind, ImportRecord } from '../import-record.js';

/** A record that was refused, with the source ids by which its customer may be found. */
export interface RefusedRecord extends SourceName {
  readonly kind: ImportKind;
  /** Source ids as they were sent; empty = none. */
  readonly customer: string;
  readonly contract: string;
  readonly violations: readonly FieldViolation[];
}

/** Whose a refused record is. */
export interface RefusedOf {
  readonly refused: RefusedRecord;
  readonly customerId: CustomerId;
  readonly ownerId: OwnerId | null;
  readonly teamId: TeamId | null;
}

const LISTED = 20;
const NAME = /^[^\0]{1,200}$/su;

export function refusedRecord({ kind, record }: ImportRecord, violations: readonly FieldViolation[]): RefusedRecord {
  return {
    kind,
    system: record.source?.system ?? '',
    sourceId: record.source?.id ?? '',
    customer: 'customer' in record ? record.customer : '',
    contract: 'contract' in record ? record.contract : '',
    violations,
  };
}

/** Whether the record can be found again by its name: then it may stand on the list until it is taken. */
export function isNamed({ system, sourceId, customer, contract }: RefusedRecord): boolean {
  return [system, sourceId].every((name) => NAME.test(name)) && ![customer, contract].some((id) => id.includes('\0'));
}

/** Under which review a refused record stands; the next record of its source id that is taken takes it off (D-07). */
export function syncFailure({ kind, system, sourceId }: SourceName): ReviewSubject {
  return { kind: 'sync_failure', subjectKind: 'record', subjectId: `${kind}/${system}/${sourceId}` };
}

/** Names fields and rules, and nothing of what the record says. */
export function reviewOfRefused({ refused, ...whose }: RefusedOf): NewReview {
  const broken = [...new Set(refused.violations.map(({ field, rule }) => `${field} (${rule})`))];
  const rest = broken.length > LISTED ? ` and ${broken.length - LISTED} more` : '';
  return { ...syncFailure(refused), ...whose, detail: `refused: ${broken.slice(0, LISTED).join(', ')}${rest}` };
}
