import { Where } from './where.js';

describe('the conditions of a list', () => {
  it('are those that are asked for, with their values numbered in their order', () => {
    const where = new Where()
      .and('a = ?::int', 1)
      .and('b = ?', null)
      .and('done_at is null')
      .and('(c, d) > (?, ?)', 'x', 'y')
      .and('e = ?', undefined);
    expect([where.text, where.values]).toEqual([
      'where a = $1::int and done_at is null and (c, d) > ($2, $3)',
      [1, 'x', 'y'],
    ]);
    expect([where.value(50), where.values.length]).toEqual(['$4', 4]);
  });

  it('are none for the whole list', () => {
    expect(new Where().and('a = ?', null).text).toBe('');
  });
});
