import type { Database } from '@perennial/database/database';
import { ErpSyncServiceService } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, type Peer } from '@perennial/service/grpc/client';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { sendCsv, sendFiles, type SentFile } from '../../../test/sent-files.js';
import { contractsService } from '../../service.js';

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

const importCsv = (kind: string, text: string | Buffer, chunkBytes?: number) => sendCsv(erp, kind, text, chunkBytes);
const importFiles = (files: readonly SentFile[]) => sendFiles(erp, files);
const names = async (prefix: string): Promise<string[]> =>
  (
    await database.query<{ name: string }>(
      `select c.name from customer c join source_ref r on r.entity_id = c.customer_id where r.source_id like $1
       order by r.source_id`,
      [`${prefix}%`],
    )
  ).map(({ name }) => name);

describe('ImportFiles', () => {
  it('K01: reads what Excel in China writes, GB18030 and UTF-16, and stores no U+FFFD', async () => {
    const gbk = (id: string, name: number[]): Buffer =>
      Buffer.concat([
        Buffer.from(`source_id,name,country,since,zone\r\n${id},`),
        Buffer.from(name),
        Buffer.from(',CN,2023-01-01,Asia/Shanghai\r\n'),
      ]);
    const utf16 = Buffer.from(
      '\ufeffsource_id,name,country,since,zone\r\nK01u,华为科技,CN,2023-01-01,Asia/Shanghai\r\n',
      'utf16le',
    );
    const customers = { kind: 'customers', system: 'csv', options: undefined };
    const answers = await importFiles([
      { ...customers, bytes: gbk('K01', [0xbb, 0xaa, 0xce, 0xaa, 0xbf, 0xc6, 0xbc, 0xbc]) },
      { ...customers, bytes: utf16 },
      { ...customers, bytes: gbk('K01x', [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]) },
    ]);
    expect(answers.flatMap(({ file, summary }) => (summary ? [[file, summary.taken, summary.encoding]] : []))).toEqual([
      [0, 1, 'gb18030'],
      [1, 1, 'utf-16le'],
      [2, 0, 'utf-8'],
    ]);
    expect(answers.flatMap(({ refused }) => refused?.rows ?? [])).toMatchObject([
      { row: 1, line: 2, sourceId: 'K01x', violations: [{ field: 'name', rule: 'encoding' }] },
    ]);
    expect(await names('K01')).toEqual(['华为科技', '华为科技']);
  });

  it('K02: a broken quote costs its row, and good rows before and after it are taken', async () => {
    const text =
      'source_id,name,country,since,zone\nK02a,Good One,DE,2023-01-01,\nK02b,Pizza 12" GmbH,DE,2023-01-01,\n' +
      'K02c,"Acme \\"X\\" Ltd",DE,2023-01-01,\nK02d,"Open,DE,2023-01-01,\nK02e,Good Two,DE,2023-01-01,\n';
    const answer = await importCsv('customers', text);
    expect([answer.rows, answer.taken, answer.refused.map(({ row, sourceId }) => [row, sourceId])]).toEqual([
      5,
      2,
      [
        [2, 'K02b'],
        [3, 'K02c'],
        [4, 'K02d'],
      ],
    ]);
    expect(await names('K02')).toEqual(['Good One', 'Good Two']);
  });

  it('review 36: 30,000 refused rows are all told as a stream, and bounded and counted in one message', async () => {
    const text = `source_id,name,country,since\n${`${'x'.repeat(150)},,XX,never\n`.repeat(30_000)}`;
    const file = { kind: 'customers', system: 'csv', options: undefined, bytes: Buffer.from(text) };
    const answers = await importFiles([file]);
    const rows = answers.flatMap(({ refused }) => refused?.rows ?? []).map(({ row }) => row);
    expect(rows).toEqual(Array.from({ length: 30_000 }, (_, i) => i + 1));
    expect(answers.at(-1)?.summary).toMatchObject({ rows: 30_000, taken: 0, refused: 30_000 });
    const one = await importCsv('customers', text);
    expect([one.rows, one.refused.length + one.refusedNotListed]).toEqual([30_000, 30_000]);
    expect(one.refused.length).toBeGreaterThan(1_000);
  }, 60_000);
});

describe('a file that is imported again', () => {
  const HEADER = 'source_id,customer,product,product_type,period_months,original_start,amount,currency,status';
  const row = (more: string): string => `K03,K03,Suite,subscription,12,${more},EUR,active`;
  const term = async (): Promise<unknown> =>
    await database.query(
      `select t.amount_minor, r.source_version from term t
       join source_ref r on r.entity_id = t.contract_id where r.source_id = 'K03' and r.kind = 'contract'`,
    );

  it('K03: changes what it changed, without versions, and nothing else (D-03, D-11)', async () => {
    await importCsv('customers', 'source_id,name,country,since\nK03,Case,DE,2020-01-01\n');
    const first = `${HEADER}\n${row('2024-08-01,1200.00')}\n`;
    expect(await importCsv('contracts', first)).toMatchObject({ rows: 1, taken: 1 });
    expect(await importCsv('contracts', first)).toMatchObject({ rows: 1, taken: 0, unchanged: 1 });
    expect(await importCsv('contracts', `${HEADER}\n${row('2024-08-01,1400.00')}\n`)).toMatchObject({ taken: 1 });
    expect(await term()).toEqual([{ amount_minor: 140_000n, source_version: 2n }]);
    expect(await importCsv('contracts', first)).toMatchObject({ taken: 1 });
    expect(await term()).toEqual([{ amount_minor: 120_000n, source_version: 3n }]);
  });

  it('K03: a stated version follows counted ones, and a row without one never overwrites it unsaid', async () => {
    const stated = `${HEADER},version\n${row('2024-08-01,1500.00')},1719792000000000\n`;
    expect(await importCsv('contracts', stated)).toMatchObject({ taken: 1 });
    expect(await importCsv('contracts', stated)).toMatchObject({ unchanged: 1 });
    const bare = (amount: string): string => `${HEADER}\n${row(`2024-08-01,${amount}`)}\n`;
    expect(await importCsv('contracts', bare('1500.00'))).toMatchObject({ unchanged: 1, refused: [] });
    expect(await importCsv('contracts', bare('1200.00'))).toMatchObject({
      taken: 0,
      refused: [{ row: 1, violations: [{ field: 'version', rule: 'required' }] }],
    });
    expect(await term()).toMatchObject([{ amount_minor: 150_000n, source_version: 1719792000000000n }]);
  });

  it('K03: what a build before 0.3.0 took without a version is compared as well', async () => {
    await importCsv('customers', 'source_id,name,country,since\nK03old,Old,DE,2020-01-01\n');
    await database.query(`update source_ref set counted = false, content = null, content_version = null
      where source_id = 'K03old'`);
    expect(await importCsv('customers', 'source_id,name,country,since\nK03old,New,DE,2020-01-01\n')).toMatchObject({
      taken: 1,
    });
    expect(await names('K03old')).toEqual(['New']);
  });
});

describe('ImportCsv', () => {
  const HEADER = 'source_id,customer,product,product_type,period_months,original_start,amount,currency,status';

  it('takes 9,993 of 10,000 rows and names the other seven', async () => {
    await importCsv(
      'customers',
      'source_id,name,country,since\n' +
        Array.from({ length: 100 }, (_, i) => `m${i},Company ${i},DE,2020-01-01`).join('\n'),
    );
    const bad = new Map([
      [17, '2024-02-30'],
      [400, '31/12/24'],
      [999, ''],
      [5_000, '2024-13-01'],
      [5_001, '24-01-01'],
      [9_999, 'soon'],
      [10_000, '2023-02-29'],
    ]);
    const lines = Array.from(
      { length: 10_000 },
      (_, i) => `k${i},m${i % 100},Suite,subscription,12,${bad.get(i + 1) ?? '2023-09-01'},1200.00,EUR,active`,
    );
    const answer = await importCsv('contracts', `${HEADER}\n${lines.join('\n')}\n`);
    expect([answer.rows, answer.taken, answer.refused.map(({ row }) => row)]).toEqual([10_000, 9_993, [...bad.keys()]]);
    expect(answer.refused[0]).toMatchObject({
      sourceId: 'k16',
      violations: [{ field: 'original_start', rule: 'not_a_date' }],
    });
    expect(
      await database.query(`select count(*)::int as n from source_ref where source_id like 'k%' and kind = 'contract'`),
    ).toEqual([{ n: 9_993 }]);
  }, 60_000);

  it('reads BOM, CRLF, quotes and a character cut in two by a chunk', async () => {
    const text = `\ufeffsource_id,name,country,since,version\r\nq1,"Smith, ""Söhne"" & Co",DE,2020-01-01,3\r\nq2,客户,CN,2020-01-01,\r\n`;
    expect(await importCsv('customers', text, 7)).toMatchObject({ rows: 2, taken: 2, refused: [] });
    expect(
      await database.query(
        `select name from customer c join source_ref r on r.entity_id = c.customer_id where r.source_id in ('q1', 'q2')
         order by r.source_id`,
      ),
    ).toEqual([{ name: 'Smith, "Söhne" & Co' }, { name: '客户' }]);
    expect(await importCsv('customers', text)).toMatchObject({ rows: 2, taken: 0, unchanged: 2 });
  });

  it('takes a source id that stands twice by its newer version, wherever that stands', async () => {
    const text =
      'source_id,name,country,since,version\ntwin,Newer,DE,2020-01-01,2\ntwin,Older,DE,2020-01-01,1\ntwin,Newer,DE,2020-01-01,2\n';
    expect(await importCsv('customers', text)).toMatchObject({
      rows: 3,
      taken: 1,
      stale: 1,
      unchanged: 1,
      refused: [],
    });
    expect(
      await database.query(
        `select name from customer c join source_ref r on r.entity_id = c.customer_id where r.source_id = 'twin'`,
      ),
    ).toEqual([{ name: 'Newer' }]);
  });

  it('refuses the second of two rows that give one source id and version different content', async () => {
    const answer = await importCsv(
      'customers',
      'source_id,name,country,since\ntwo,One,DE,2020-01-01\nthree,Three,DE,2020-01-01\ntwo,Other,DE,2020-01-01\nthree,Three,DE,2020-01-01\n',
    );
    expect(answer).toMatchObject({
      rows: 4,
      taken: 2,
      unchanged: 1,
      refused: [
        {
          row: 3,
          sourceId: 'two',
          violations: [{ field: 'source_id', rule: 'duplicate_id', message: expect.stringContaining('row 1') }],
        },
      ],
    });
    expect(
      await database.query(
        `select name from customer c join source_ref r on r.entity_id = c.customer_id where r.source_id = 'two'`,
      ),
    ).toEqual([{ name: 'One' }]);
  });

  it('takes owners, managers before those whom they manage', async () => {
    const answer = await importCsv(
      'owners',
      'source_id,name,team,email,phone,wecom,manager,role,zone,locale,left\n' +
        'o1,Grace,North,grace@own.example,,,,director,,,\n' +
        'o2,Wei,North,,138 0013 8000,WeiL,o1,,Asia/Shanghai,zh-CN,false\n' +
        'o3,Max,North,max@own.example,,,o9,boss,,,maybe\n',
    );
    expect(answer).toMatchObject({ rows: 3, taken: 2 });
    expect(answer.refused.map(({ row, violations }) => [row, violations.map(({ rule }) => rule)])).toEqual([
      [3, ['not_a_boolean']],
    ]);
    expect(
      await database.query(
        `select o.role, o.zone, o.active, m.role as boss from owner o left join owner m on m.owner_id = o.manager_id
         where o.locale = 'zh-CN'`,
      ),
    ).toEqual([{ role: 'OWNER', zone: 'Asia/Shanghai', active: true, boss: 'DIRECTOR' }]);
  });

  it.each<[string, string, string, string]>([
    ['an empty file', '', 'chunk', 'empty_file'],
    ['a missing column', 'source_id,name,country\nx,X,DE', 'since', 'missing_column'],
    ['an unknown column', 'source_id,name,country,since,colour\n', 'colour', 'unknown_column'],
    ['a column twice', 'source_id,name,country,since,name\n', 'name', 'duplicate_column'],
    ['an open quote in the header', 'source_id,"name,country,since\nx,X,DE,2020-01-01\n', 'header', 'malformed'],
  ])('refuses %s', async (_what, text, field, rule) => {
    await expect(importCsv('customers', text)).rejects.toMatchObject({
      code: 'INVALID_CSV',
      violations: expect.arrayContaining([expect.objectContaining({ field, rule })]),
    });
  });

  it('refuses rows with the wrong number of cells or cells of the wrong type', async () => {
    const answer = await importCsv(
      'contacts',
      'source_id,customer,name,email,version,active\nr1,m1,Ada,ada@acme.example,1\nr2,m1,Ada,ada@acme.example,one,true\nr3,m1,Ada,ada@acme.example,1,maybe\nr4,m1,Ada,ada@acme.example,1,true\n',
    );
    expect([answer.taken, answer.refused.map(({ row, violations }) => [row, violations[0]?.rule])]).toEqual([
      1,
      [
        [1, 'column_count'],
        [2, 'not_a_number'],
        [3, 'not_a_boolean'],
      ],
    ]);
  });
});
