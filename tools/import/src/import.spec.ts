import { readArguments } from './read-arguments.js';
import { Report } from './report.js';

const SUMMARY = { rows: 3, taken: 2, unchanged: 0, stale: 0, refused: 1, encoding: 'gb18030', preview: undefined };

describe('npm run import', () => {
  it('sorts files by what points at what, and knows them by their names', () => {
    const read = readArguments(['x/Contracts.csv', 'contacts 2024.xlsx', '--dry-run', 'customers.csv'], {});
    expect(read?.files.map(({ kind }) => kind)).toEqual(['customers', 'contacts', 'contracts']);
    expect([read?.system, read?.options.dryRun, read?.address]).toEqual(['file', true, '127.0.0.1:50051']);
    expect(readArguments(['a.csv', '--kind', 'owners'], { PERENNIAL_PORT_OFFSET: '100' })).toMatchObject({
      files: [{ kind: 'owners', path: 'a.csv' }],
      address: '127.0.0.1:50151',
    });
    expect(readArguments(['--help'], {})).toBeNull();
  });

  it.each<[string[], RegExp]>([
    [[], /no file is named/],
    [['a.csv'], /--kind says what it is/],
    [['customers-contracts.csv'], /--kind says what it is/],
    [['customers.csv', '--colour', 'red'], /colour/],
  ])('does not understand %j', (args, message) => expect(() => readArguments(args, {})).toThrow(message));

  it('tells each refused row, each file, and by its exit code whether any was refused', () => {
    const report = new Report(['a.csv'], false);
    const row = { row: 2, line: 3, sourceId: 'A2', violations: [{ field: 'row', rule: 'malformed', message: 'why' }] };
    expect(report.lines({ file: 0, refused: { rows: [row] } })).toEqual([
      'a.csv: line 3, row 2, source_id "A2" refused: row malformed (why)',
    ]);
    expect(report.exitCode).toBe(0);
    expect(report.lines({ file: 0, summary: SUMMARY })).toEqual([
      'a.csv: 3 rows, read as gb18030: 2 taken, 0 unchanged, 0 stale, 1 refused',
    ]);
    expect([report.exitCode, report.end()]).toEqual([1, []]);
  });

  it('a dry run says what may be written to at once', () => {
    const report = new Report(['a.csv'], true);
    const preview = { waitingTerms: 9, ended: 1, within7Days: 1, within30Days: 2, within90Days: 4 };
    report.lines({ file: 0, summary: { ...SUMMARY, refused: 0, preview } });
    expect(report.end().join(' ')).toContain('in the same minute to at most 5 of them');
  });
});
