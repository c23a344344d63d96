import { instant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import type { RefusedRow } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import fc from 'fast-check';
import { FieldCipher } from '../../person/field-cipher.js';
import type { ImportOutcome } from '../import-record.js';
import { emptyRound } from '../round.js';
import { RoundDecision } from '../round-decision.js';
import { takeRecords } from '../take-records.js';
import { FileImport } from './file-import.js';
import type { FileOptions } from './file-options.js';
import { rowsOf } from './rows-of.js';

const NOW = instant(Date.parse('2024-07-01T00:00:00Z'));
const CIPHER = new FieldCipher([], Buffer.alloc(32));
const OPTIONS: FileOptions = {
  kind: 'customer',
  system: 'csv',
  encoding: undefined,
  profile: undefined,
  delimiter: undefined,
  sheet: '',
  hold: undefined,
};
const HEADER = 'source_id,name,country,since';
/** Runs of each property: 10,000 files in all. */
const RUNS = 5_000;

interface Result {
  readonly rows: number;
  readonly taken: readonly string[];
  readonly refused: readonly RefusedRow[];
}

/** Imports a file against an empty portfolio by the very decisions that an import makes. */
async function run(bytes: Buffer, size: number, kind: FileOptions['kind'] = 'customer'): Promise<Result> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const options = { ...OPTIONS, kind };
  const [taken, refused]: [string[], RefusedRow[]] = [[], []];
  const file = await rowsOf(options, chunks());
  const rows = new FileImport({
    ...options,
    complaint: () => file.complaint,
    take: async (records) => {
      const outcomes: ImportOutcome[] = await takeRecords(
        records,
        CIPHER,
        async (facts) => new RoundDecision(emptyRound(), facts, NOW).outcomes,
      );
      outcomes.forEach(({ status }, index) => {
        if (status === 'TAKEN') taken.push(records[index]?.record.source?.id ?? '');
      });
      return outcomes;
    },
    told: async (some) => void refused.push(...some),
  });
  for await (const some of file.rows) for (const row of some) await rows.add(row);
  const counts = await rows.finish();
  expect(counts.taken + counts.unchanged + counts.stale + counts.refused).toBe(counts.rows);
  expect(refused.length).toBe(counts.refused);
  for (const { violations } of refused)
    expect([violations.length > 0, violations.every(({ field, rule }) => field !== '' && rule !== '')]).toEqual([
      true,
      true,
    ]);
  return { rows: counts.rows, taken, refused };
}

const size = fc.integer({ min: 1, max: 200 });
const end = fc.constantFrom('\n', '\r\n', '\r');
/** What spoils a cell; a quote in it is never followed by what may follow a closing one. */
const spoilt = fc
  .array(fc.constantFrom('"x', 'x"y', ' ', ',', ';', 'é', '王', '\u0007', '\ufffd', '2024-02-30', 'DE', '\\"X'), {
    maxLength: 8,
  })
  .map((parts) => `bad,${parts.join('')}z`);

describe('files of any content (fuzz, invariants "Bad input")', () => {
  it('good rows are always taken, whatever stands between them and wherever chunks are cut', async () => {
    const good = fc.constantFrom('plain', '"quoted, with ""all"""', '王芳', 'O\u2019Neill');
    const line = fc.oneof(fc.record({ name: good, end }), fc.record({ bad: spoilt, end }));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), size, async (lines, bytes) => {
        const ids: string[] = [];
        const text = lines.map((each, index) => {
          if ('bad' in each) return each.bad + each.end;
          ids.push(`g${index}`);
          return `g${index},${each.name},DE,2020-01-01${each.end}`;
        });
        const result = await run(Buffer.from(`${HEADER}\n${text.join('')}`), bytes);
        expect(result.taken).toEqual(ids);
        expect(result.rows).toBe(lines.length);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('any bytes are rows or no file at all; each row has its answer', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        '""',
        ',',
        ';',
        '\t',
        '\n',
        '\r',
        '\r\n',
        'sep=;',
        '2023-08-01',
        'DE',
        'PK\u0003\u0004',
        '\ufeff',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const bytes = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''))),
      fc.uint8Array({ maxLength: 120 }).map((raw) => Buffer.from(raw)),
    );
    const kind = fc.constantFrom<FileOptions['kind']>('owner', 'customer', 'contact', 'contract');
    const headers = {
      owner: 'source_id,name,team',
      customer: HEADER,
      contact: 'source_id,customer,name,email',
      contract: 'source_id,customer,product,product_type,period_months,original_start,amount,currency,status',
      hold: 'source_id,reason,until',
    };
    await fc.assert(
      fc.asyncProperty(bytes, size, kind, fc.boolean(), async (body, cut, of, headed) => {
        const file = headed ? Buffer.concat([Buffer.from(`${headers[of]}\n`), body]) : body;
        await run(file, cut, of).catch((error: unknown) => {
          if (!(error instanceof DomainError)) throw error;
          expect([error.code, error.violations.every(({ field }) => field !== '')]).toEqual(['INVALID_CSV', true]);
        });
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});
