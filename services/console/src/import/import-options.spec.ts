import { importOptions } from './import-options.js';

test("a file's encoding is that of the query, else the charset of its content type", () => {
  const encoding = (query: object, type: string | undefined): string => importOptions(query, type).options.encoding;
  expect(encoding({}, 'text/csv; header=present; charset="GBK"')).toBe('GBK');
  expect(encoding({ encoding: 'utf-8' }, 'text/csv; charset=gbk')).toBe('utf-8');
  expect([encoding({}, 'text/csv'), encoding({}, undefined)]).toEqual(['', '']);
});

test('what is given twice says nothing, and a dry run is asked for by true', () => {
  const query = { system: ['a', 'b'], profile: 'excel-de', delimiter: 'tab', sheet: 'S', dryRun: 'true' };
  expect(importOptions(query, undefined)).toEqual({
    system: '',
    options: { encoding: '', profile: 'excel-de', delimiter: 'tab', sheet: 'S', dryRun: true, hold: undefined },
  });
  expect(importOptions({ dryRun: '1' }, undefined).options.dryRun).toBe(false);
});
