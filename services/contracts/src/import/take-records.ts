import type { FieldCipher } from '../person/field-cipher.js';
import { contentOf } from './record-content.js';
import type { ImportFact, ImportOutcome, ImportRecord } from './import-record.js';
import { kindOf } from './record-kinds.js';
import { toRounds } from './rounds.js';

type DecidedRound = ReadonlyMap<ImportFact, ImportOutcome>;

/**
 * Checks records field by field, cuts the good ones into rounds of one transaction each, and lets these be decided.
 * @returns an outcome per record, in their order
 */
export async function takeRecords(
  records: readonly ImportRecord[],
  cipher: FieldCipher,
  decide: (round: readonly ImportFact[]) => Promise<DecidedRound>,
): Promise<ImportOutcome[]> {
  const checked = records.map(({ kind, record }) => kindOf(kind).validate(record));
  const outcomes = checked.map((result): ImportOutcome | undefined =>
    result.ok ? undefined : { status: 'REJECTED', violations: result.error },
  );
  const facts = checked.flatMap((result, index) => {
    const record = records[index];
    if (!result.ok || !record) return [];
    const word = { unversioned: record.unversioned ?? false, content: cipher.digest(contentOf(record)) };
    return [{ index, fact: { ...result.value, ...word } }];
  });
  for (const round of toRounds(facts)) {
    const decided = await decide(round.map(({ fact }) => fact));
    for (const { index, fact } of round) outcomes[index] = decided.get(fact);
  }
  return outcomes.map((outcome, index) => {
    if (!outcome) throw new Error(`record ${index} was not decided`);
    return outcome;
  });
}
