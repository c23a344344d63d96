import type { RefusedRow } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ImportOutcome, ImportRecord } from '../import-record.js';
import type { RefusedRecord } from '../refused/refused-record.js';
import { FileImport, type ImportCounts } from './file-import.js';

const HEADER = ['source_id', 'name', 'country', 'since', 'version'];

/** Imports rows, the second of a batch being refused by whoever takes records. */
async function run(
  rows: readonly (readonly (string | number)[])[],
  header: readonly string[] = HEADER,
  take: (records: readonly ImportRecord[]) => ImportOutcome[] = (records) =>
    records.map(() => ({ status: 'TAKEN', id: 'x' })),
): Promise<{
  counts: ImportCounts;
  refused: RefusedRow[];
  told: number[];
  records: ImportRecord[];
  unreadable: RefusedRecord[];
}> {
  const refused: RefusedRow[] = [];
  const told: number[] = [];
  const records: ImportRecord[] = [];
  const unreadable: RefusedRecord[] = [];
  const file = new FileImport({
    kind: 'customer',
    system: 'csv',
    profile: undefined,
    complaint: () => 'lost characters',
    take: async (some) => {
      records.push(...some);
      return take(some);
    },
    unreadable: async (some) => void unreadable.push(...some),
    told: async (some, counts) => {
      refused.push(...some);
      told.push(counts.rows);
    },
  });
  await file.add({ line: 1, cells: header });
  for (const [index, cells] of rows.entries()) await file.add({ line: index + 2, cells });
  return { counts: await file.finish(), refused, told, records, unreadable };
}
const customer = (id: string, name = `Company ${id}`): string[] => [id, name, 'DE', '2020-01-01', ''];

describe('the rows of a file', () => {
  it('are answered one by one, in order, however many are refused (review 36)', async () => {
    const rows = Array.from({ length: 12_000 }, (_, i) => (i % 2 ? customer(`c${i}`) : [`c${i}`, 'x']));
    const { counts, refused, told } = await run(rows);
    expect(counts).toEqual({ rows: 12_000, taken: 6_000, unchanged: 0, stale: 0, refused: 6_000 });
    expect(refused.map(({ row }) => row)).toEqual(Array.from({ length: 6_000 }, (_, i) => i * 2 + 1));
    expect(told.length).toBe(25);
  });

  it('that hold U+FFFD are refused by column (K01, M-03)', async () => {
    const { refused } = await run([customer('a', 'M\ufffdller')]);
    expect(refused).toMatchObject([
      { row: 1, line: 2, sourceId: 'a', violations: [{ field: 'name', rule: 'encoding' }] },
    ]);
  });

  it('may end in empty cells, as may the header, whose case does not matter (seen beside them)', async () => {
    const { counts, records } = await run(
      [[...customer('a'), '', ' ']],
      ['Source_ID', ' NAME', 'Country', 'since', 'version', '', ''],
    );
    expect([counts.taken, records[0]?.record]).toMatchObject([1, { name: 'Company a' }]);
  });

  it('with more or fewer cells than the header are refused', async () => {
    const { refused } = await run([
      [...customer('a'), 'more'],
      ['b', 'B', 'DE'],
    ]);
    expect(refused.map(({ row, violations }) => [row, violations[0]?.rule])).toEqual([
      [1, 'column_count'],
      [2, 'column_count'],
    ]);
  });

  it('that contradict an earlier one are refused, whichever of 5,000 it was', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => customer(`c${i}`));
    const { counts, refused } = await run([...rows, customer('c17'), customer('c4321', 'Other')]);
    expect([counts.taken, refused.map(({ row, violations }) => [row, violations[0]?.message])]).toEqual([
      5_001,
      [[5_002, 'row 4322 has the same source_id and version with other content']],
    ]);
  });

  it('that are no records are told by their source id, so that their customer may be found (D-07)', async () => {
    const { unreadable } = await run([customer('a'), ['b', 'B\ufffd', 'DE', '2020-01-01', ''], ['c', 'C']]);
    expect(unreadable).toMatchObject([
      { kind: 'customer', system: 'csv', sourceId: 'b', violations: [{ field: 'name', rule: 'encoding' }] },
      { sourceId: 'c', violations: [{ field: 'row', rule: 'column_count' }] },
    ]);
  });

  it('of a file without a header, or with another one, are not read', async () => {
    await expect(run([], ['source_id', 'nam', 'country', 'since'])).rejects.toMatchObject({
      code: 'INVALID_CSV',
      violations: [
        { field: 'name', rule: 'missing_column' },
        { field: 'nam', rule: 'unknown_column' },
      ],
    });
  });
});
