import { readFileSync } from 'node:fs';
import type { Database } from '@perennial/database/database';
import { ErpSyncServiceService, type ImportFilesResponse } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, type Peer } from '@perennial/service/grpc/client';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { sendFiles, type SentFile } from '../../test/sent-files.js';
import { workbook } from '@perennial/testing/file/workbook';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let service: RunningService;
let database: Database;
let erp: Peer<typeof ErpSyncServiceService>;

beforeAll(async () => {
  environment = await testEnvironment({ sandboxStart: '2024-07-01T00:00:00Z' });
  service = await startService(contractsService, await environment.of('contracts'));
  database = service.database;
  erp = grpcClient(ErpSyncServiceService, `127.0.0.1:${service.grpcPort}`);
}, 60_000);
afterAll(async () => {
  erp?.close();
  await service?.stop();
  await environment?.close();
});

const names = async (prefix: string): Promise<string[]> =>
  (
    await database.query<{ name: string }>(
      `select c.name from customer c join source_ref r on r.entity_id = c.customer_id where r.source_id like $1
       order by r.source_id`,
      [`${prefix}%`],
    )
  ).map(({ name }) => name);

describe('the samples of docs/import.md', () => {
  it('are taken', async () => {
    const sample = (kind: string): SentFile => ({
      kind,
      system: 'file',
      options: undefined,
      bytes: readFileSync(new URL(`../../../../docs/samples/${kind}.csv`, import.meta.url)),
    });
    const answers = await sendFiles(erp, ['owners', 'customers', 'contacts', 'contracts'].map(sample));
    expect(answers.flatMap(({ summary }) => (summary ? [[summary.rows, summary.taken]] : []))).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
  });
});

describe('an import on hold', () => {
  it('puts the customers of its rows on hold before anything of theirs is announced (R-21)', async () => {
    const hold = { until: '2024-12-31', reason: 'migration' };
    const file = (kind: string, text: string, on = hold): SentFile => ({
      kind,
      system: 'held',
      options: { encoding: '', profile: '', delimiter: '', sheet: '', dryRun: false, hold: on },
      bytes: Buffer.from(text),
    });
    const customers = file('customers', 'source_id,name,country,since\nh1,Held,DE,2020-01-01\n');
    const contracts = file(
      'contracts',
      'source_id,customer,product,product_type,period_months,original_start,amount,currency,status\n' +
        'h1k,h1,Suite,subscription,12,2023-07-10,100.00,EUR,active\n',
    );
    const answers = await sendFiles(erp, [customers, contracts]);
    expect(answers.flatMap(({ summary }) => (summary ? [[summary.taken, summary.refused]] : []))).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(
      await database.query(
        `select h.reason, h.until::text, h.ended_at from hold h
         join source_ref r on r.entity_id = h.customer_id and r.source_id = 'h1'`,
      ),
    ).toEqual([{ reason: 'migration', until: '2024-12-31', ended_at: null }]);
    await expect(
      sendFiles(erp, [file('customers', 'source_id,name,country,since\n', { until: '2024-07-01', reason: '' })]),
    ).rejects.toMatchObject({ violations: [{ field: 'hold.until', rule: 'out_of_range' }] });
  });
});

describe('a dry run, and workbooks', () => {
  const options = { encoding: '', profile: '', delimiter: '', sheet: '', dryRun: true, hold: undefined };
  const files = (prefix: string, dryRun: boolean): SentFile[] => {
    const of = (kind: string, sheet: string): SentFile => ({
      kind,
      system: 'xlsx',
      options: { ...options, sheet, dryRun },
      bytes: workbook({
        customers: [
          ['source_id', 'name', 'country', 'since'],
          [`${prefix}1`, '华为', 'CN', { date: 45139 }],
          [`${prefix}2`, '', 'CN', { date: 45139 }],
        ],
        contacts: [
          ['source_id', 'customer', 'name', 'email'],
          [`${prefix}p`, `${prefix}1`, '王芳', `${prefix}@case.example`],
          [`${prefix}q`, `${prefix}2`, 'Nobody', 'q@case.example'],
        ],
        contracts: [
          [
            'source_id',
            'customer',
            'product',
            'product_type',
            'period_months',
            'original_start',
            'amount',
            'currency',
            'status',
          ],
          [`${prefix}a`, `${prefix}1`, 'Suite', 'subscription', 12, { date: 45117 }, 1200.5, 'CNY', 'active'],
          [`${prefix}b`, `${prefix}1`, 'Suite', 'subscription', 12, { date: 45139 + 200 }, 1200.5, 'CNY', 'active'],
        ],
      }),
    });
    return [of('customers', ''), of('contacts', 'contacts'), of('contracts', 'contracts')];
  };
  const told = (answers: readonly ImportFilesResponse[]): unknown[] => [
    answers.flatMap(({ summary }) => (summary ? [[summary.taken, summary.refused, summary.encoding]] : [])),
    answers.flatMap(({ file, refused }) =>
      (refused?.rows ?? []).map(({ line, violations }) => [file, line, violations[0]?.field, violations[0]?.rule]),
    ),
  ];

  it('a dry run of three files tells what the import then does, how near the terms end, and stores nothing (D-03)', async () => {
    const before = await database.query('select count(*)::int as n from outbox');
    const dry = await sendFiles(erp, files('dry', true));
    expect(dry.at(-1)?.summary?.preview).toEqual({
      waitingTerms: 2,
      ended: 0,
      within7Days: 0,
      within30Days: 1,
      within90Days: 1,
    });
    expect(await database.query('select count(*)::int as n from outbox')).toEqual(before);
    expect(await names('dry')).toEqual([]);
    const real = await sendFiles(erp, files('dry', false));
    expect(told(dry)).toEqual([
      [
        [1, 1, 'xlsx'],
        [1, 1, 'xlsx'],
        [2, 0, 'xlsx'],
      ],
      [
        [0, 3, 'name', 'required'],
        [1, 3, 'customer', 'unknown_customer'],
      ],
    ]);
    expect(told(real)).toEqual(told(dry));
    expect(await names('dry')).toEqual(['华为']);
    const again = await sendFiles(erp, files('dry', true));
    expect(again.flatMap(({ summary }) => (summary ? [summary.unchanged] : []))).toEqual([1, 1, 2]);
  });
});
