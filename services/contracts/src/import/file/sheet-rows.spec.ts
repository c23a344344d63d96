import { workbook, zip } from '@perennial/testing/file/workbook';
import { rowsOf } from './rows-of.js';

const OPTIONS = {
  kind: 'customer' as const,
  system: 'x',
  encoding: undefined,
  profile: undefined,
  delimiter: undefined,
  sheet: '',
  hold: undefined,
};

async function read(bytes: Buffer, sheet = '', size = 1_000): Promise<unknown[]> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const file = await rowsOf({ ...OPTIONS, sheet }, chunks());
  const rows: unknown[] = [];
  for await (const some of file.rows)
    for (const { line, cells, fault } of some) rows.push(fault ? [line, fault.message] : [line, ...cells]);
  return rows;
}

describe('a workbook (XLSX)', () => {
  const book = workbook({
    First: [
      ['source_id', 'name', 'since', 'amount'],
      [],
      [1001, '华为 & "Söhne"', { date: 45139 }, 1200.1000000000001],
      ['b_x000D_', '', { date: 45139.5 }],
      ['', { xml: '<c r="B5" t="e"><v>#N/A</v></c>' }],
      [{ xml: '<c r="A6" t="inlineStr"><is><t>in</t><t>line</t></is></c>' }, { xml: '<c r="D6" t="b"><v>1</v></c>' }],
      ['', '', ''],
    ],
    Second: [['only']],
  });

  it('has texts, numbers and real dates, whatever chunks it comes in', async () => {
    for (const size of [1, 13, 100_000])
      expect(await read(book, '', size)).toEqual([
        [1, 'source_id', 'name', 'since', 'amount'],
        [3, 1001, '华为 & "Söhne"', '2023-08-01', 1200.1],
        [4, 'b\r', '', '2023-08-01 with a time of day', ''],
        [5, 'cell B5 holds the error #N/A'],
        [6, 'inline', '', '', 'true'],
      ]);
  });

  it('has no 29 February 1900, which Excel counts, and days before it are not a day off (D-03)', async () => {
    const days = [0, 1, 59, 60, 61, 2_958_465, 2_958_466].map((date) => [{ date }]);
    expect(await read(workbook({ Days: [['since'], ...days] }))).toEqual([
      [1, 'since'],
      ...['0', '1900-01-01', '1900-02-28', '60', '1900-03-01', '9999-12-31', '2958466'].map((cell, i) => [i + 2, cell]),
    ]);
  });

  it('may count days from 1904, in cells that show no date as well (D-03)', async () => {
    const days = [[{ date: 0 }], [{ date: 43677 }]];
    const book = workbook({ Days: [['since'], ...days, [43677]] }, true);
    expect(await read(book)).toEqual([
      [1, 'since'],
      [2, '1904-01-01'],
      [3, '2023-08-01'],
      [4, 43677],
    ]);
  });

  it('has its sheets by name', async () => {
    expect(await read(book, 'Second')).toEqual([[1, 'only']]);
    await expect(read(book, 'Third')).rejects.toMatchObject({
      violations: [{ field: 'sheet', rule: 'unknown_value', message: 'the workbook has the sheets First, Second' }],
    });
  });

  it.each<[string, Buffer, string]>([
    ['a zip that is cut off', book.subarray(0, 300), 'malformed'],
    ['a zip that is no workbook', zip([{ name: 'a.txt', text: 'a' }]), 'unknown_value'],
    ['broken XML', zip([{ name: 'xl/workbook.xml', text: '<workbook><sheets' }]), 'malformed'],
    [
      'a part that unpacks to more than it states',
      zip([{ name: 'xl/workbook.xml', text: 'x'.repeat(9_000), claims: 9 }]),
      'malformed',
    ],
    ['a part that is too large', zip([{ name: 'xl/workbook.xml', text: 'x', claims: 100 * 1024 * 1024 }]), 'too_large'],
    [
      'entities of its own',
      zip([{ name: 'xl/workbook.xml', text: '<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>' }]),
      'malformed',
    ],
  ])('%s is refused', async (_what, bytes, rule) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'INVALID_CSV', violations: [{ rule }] });
  });
});
