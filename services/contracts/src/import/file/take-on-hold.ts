import { HoldRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportOutcome, ImportRecord } from '../import-record.js';

type Take = (records: readonly ImportRecord[]) => Promise<readonly ImportOutcome[]>;

/** The hold that an import places on customers. */
export interface HoldOfImport {
  readonly until: string;
  readonly reason: string;
  readonly system: string;
  /** Tells the holds of one import from those of another. */
  readonly call: string;
}

/**
 * Takes records and puts their customers on hold: right after the customers, and before the contracts, so that no term
 * of theirs is ever announced without it. A customer who is on hold already stays so; a record whose customer could not
 * be put on hold is refused. @param placeHolds takes the holds: no source has sent those
 */
export function takeOnHold(take: Take, placeHolds: Take, { until, reason, system, call }: HoldOfImport): Take {
  const placed = new Map<string, ImportOutcome>();
  const place = async (customers: readonly string[]): Promise<void> => {
    const fresh = [...new Set(customers)].filter((customer) => !placed.has(customer));
    const holds = fresh.map((customer, index): ImportRecord => {
      const source = { system, id: `import-${call}-${placed.size + index}`, version: '1' };
      return { kind: 'hold', record: HoldRecord.fromJSON({ source, customer, reason, until }) };
    });
    const outcomes = holds.length === 0 ? [] : await placeHolds(holds);
    fresh.forEach((customer, index) => placed.set(customer, outcomes[index] as ImportOutcome));
  };
  return async (records) => {
    const before = records.map((record) => (record.kind === 'contract' ? record.record.customer : null));
    await place(before.filter((customer) => customer !== null));
    const refused = before.map((customer) => refusalOf(customer === null ? undefined : placed.get(customer)));
    const decided = await take(records.filter((_, index) => !refused[index]));
    let next = 0;
    const outcomes = refused.map((refusal) => refusal ?? (decided[next++] as ImportOutcome));
    const after = records.map((record, index) =>
      record.kind === 'customer' && outcomes[index]?.status !== 'REJECTED' ? (record.record.source?.id ?? '') : null,
    );
    await place(after.filter((customer) => customer !== null));
    return outcomes.map((outcome, index) => refusalOf(placed.get(after[index] ?? '')) ?? outcome);
  };
}

/** What a hold that was not placed makes of a record. A record of an unknown customer is refused for that by itself. */
function refusalOf(outcome: ImportOutcome | undefined): ImportOutcome | undefined {
  if (outcome?.status !== 'REJECTED') return undefined;
  const harmless = outcome.violations.every(({ rule }) => rule === 'hold_exists' || rule === 'unknown_customer');
  if (harmless) return undefined;
  return { ...outcome, violations: outcome.violations.map((broken) => ({ ...broken, field: `hold.${broken.field}` })) };
}
