import { readdirSync, readFileSync } from 'node:fs';
import { IMPORT_KINDS, kindOf } from '../record-kinds.js';
import { FileImport } from './file-import.js';
import { readFileOptions } from './file-options.js';
import { PROFILES } from './profile.js';
import { rowsOf } from './rows-of.js';

const DOCS = new URL('../../../../../docs/', import.meta.url);
const page = readFileSync(new URL('import.md', DOCS), 'utf8');
const samples = readdirSync(new URL('samples', DOCS)).filter((name) => name.endsWith('.csv'));

/** Reads a sample with what its name declares and checks its rows as an import does, without storing them. */
async function refused(name: string): Promise<unknown[]> {
  const [, kind = '', profile = ''] = /^([a-z]+)-?(.*)\.csv$/.exec(name) ?? [];
  const encoding = profile === 'excel-de' ? 'windows-1252' : '';
  const options = readFileOptions(
    {
      kind,
      system: 'file',
      options: { encoding, profile, delimiter: '', sheet: '', dryRun: false, hold: undefined },
    },
    '2024-07-01',
  );
  async function* bytes(): AsyncGenerator<Buffer> {
    yield readFileSync(new URL(`samples/${name}`, DOCS));
  }
  const file = await rowsOf(options, bytes());
  const told: unknown[] = [];
  const rows = new FileImport({
    ...options,
    complaint: () => file.complaint,
    take: async (records) =>
      records.map(({ kind: of, record }) => {
        const checked = kindOf(of).validate(record);
        return checked.ok ? { status: 'TAKEN', id: '' } : { status: 'REJECTED', violations: checked.error };
      }),
    told: async (some) => void told.push(...some),
  });
  for await (const some of file.rows) for (const row of some) await rows.add(row);
  const { rows: all, taken } = await rows.finish();
  expect([all > 0, taken]).toEqual([true, all]);
  return told;
}

describe('docs/import.md', () => {
  it.each(samples)('the sample %s is taken whole', async (name) => expect(await refused(name)).toEqual([]));

  it.each(IMPORT_KINDS)('has the columns of a file of %ss', (kind) => {
    const { required, optional } = kindOf(kind).columns;
    const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
    expect(page).toContain(`| ${kind}s | ${list(required)} | ${list(optional)} |`);
  });

  it('has every profile', () => {
    for (const { name } of PROFILES) expect(page).toContain(`| \`${name}\` |`);
  });
});
