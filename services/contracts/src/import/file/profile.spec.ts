import { Cells } from './cells.js';
import type { Cell } from './file-row.js';
import { profileOf } from './profile.js';

const cells = (row: Record<string, Cell>, profile = ''): Cells => new Cells('csv', row, profileOf(profile));
/** What a cell is read as, or the rule that refuses it and the profiles that the message names. */
function date(text: Cell, profile?: string): string {
  const read = cells({ since: text }, profile);
  const value = read.date('since');
  const [broken] = read.violations;
  return broken ? `${broken.rule} ${(broken.message.match(/excel-\w\w \(/g) ?? []).join('')}`.trim() : value;
}
function amount(text: Cell, profile?: string, currency = 'EUR'): string {
  const read = cells({ amount: text, currency }, profile);
  const value = read.amount('amount');
  return read.violations[0]?.rule ?? value;
}

describe('dates and amounts by declared profile (K01, D-03)', () => {
  it.each<[Cell, string, string]>([
    ['2023-08-01', '', '2023-08-01'],
    [' 2023-08-01 ', 'excel-de', '2023-08-01'],
    ['2023/8/1', 'excel-cn', '2023-08-01'],
    ['2023/8/1 0:00', 'excel-cn', '2023-08-01'],
    ['2023年8月1日', 'excel-cn', '2023-08-01'],
    ['45139', 'excel-cn', '2023-08-01'],
    [45139, 'excel-us', '2023-08-01'],
    ['1.8.2023', 'excel-de', '2023-08-01'],
    ['03/04/2023', 'excel-gb', '2023-04-03'],
    ['03/04/2023', 'excel-us', '2023-03-04'],
    ['31/12/2023', 'excel-fr', '2023-12-31'],
  ])('%s with profile %s is %s', (text, profile, expected) => expect(date(text, profile)).toBe(expected));

  it.each<[Cell, string, string]>([
    ['2023/8/1', '', 'not_a_date excel-cn ('],
    ['1.8.2023', '', 'not_a_date excel-de ('],
    ['03/04/2023', '', 'not_a_date excel-fr (excel-gb (excel-us ('],
    ['31/12/2023', 'excel-us', 'not_a_date excel-fr (excel-gb ('],
    ['45139', '', 'not_a_date excel-cn (excel-de (excel-fr (excel-gb (excel-us ('],
    ['2023/2/30', 'excel-cn', 'not_a_date'],
    ['1.8.23', 'excel-de', 'not_a_date'],
    ['2023/8/1 10:30', 'excel-cn', 'not_a_date'],
    ['soon', '', 'not_a_date'],
  ])('%s with profile %j is refused, and what would take it is named', (text, profile, expected) =>
    expect(date(text, profile)).toBe(expected),
  );

  it('a refused date says what was read', () => {
    const read = cells({ since: '03/04/2023' });
    read.date('since');
    expect(read.violations[0]?.message).toBe(
      'read "03/04/2023": a date is written 2023-08-01; the profile that would take it: excel-fr (2023-04-03) or excel-gb (2023-04-03) or excel-us (2023-03-04)',
    );
  });

  it('a day number of a workbook that counts from 1904 is read as that system has it', () => {
    const at1904 = (profile: string): Cells => new Cells('csv', { since: 43677 }, profileOf(profile), true);
    expect(at1904('excel-us').date('since')).toBe('2023-08-01');
    const unread = at1904('');
    unread.date('since');
    expect(unread.violations[0]?.message).toContain('excel-us (2023-08-01)');
  });

  it.each<[Cell, string, string, string]>([
    ['1200.00', '', 'EUR', '1200.00'],
    [1200.5, 'excel-de', 'EUR', '1200.5'],
    ['1.200,50', 'excel-de', 'EUR', '1200.50'],
    ['1200,5', 'excel-de', 'EUR', '1200.5'],
    ['1.200', 'excel-de', 'EUR', '1200'],
    ['1 200,50', 'excel-fr', 'EUR', '1200.50'],
    ['1\u202f200,50', 'excel-fr', 'EUR', '1200.50'],
    ['1,200.50', 'excel-us', 'USD', '1200.50'],
    ['1.200', '', 'KWD', '1.200'],
    ['1.200', '', 'EUR', 'not_a_number'],
    ['1.200,50', '', 'EUR', 'not_a_number'],
    ['1,200.50', '', 'EUR', 'not_a_number'],
    ['1200.00', 'excel-de', 'EUR', 'not_a_number'],
    ['12.00.00', 'excel-de', 'EUR', 'not_a_number'],
    ['a lot', '', 'EUR', 'not_a_number'],
  ])('amount %j with profile %j in %s is %s', (text, profile, currency, expected) =>
    expect(amount(text, profile, currency)).toBe(expected),
  );

  it('versions have up to 18 digits (seen beside them)', () => {
    expect(cells({ source_id: 'x', version: '1719792000000000' }).source().version).toBe(1719792000000000n);
    const read = cells({ version: '1'.repeat(19) });
    read.source();
    expect(read.violations[0]?.rule).toBe('not_a_number');
  });
});
