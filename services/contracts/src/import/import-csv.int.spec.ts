import type { Database } from '@perennial/database/database';
import { ErpSyncServiceService, type ImportCsvResponse } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, toDomainError, type Peer } from '@perennial/service/grpc/client';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
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

function importCsv(kind: string, text: string | Buffer, chunkBytes = 60_000): Promise<ImportCsvResponse> {
  return new Promise((resolve, reject) => {
    const { path, requestSerialize, responseDeserialize } = ErpSyncServiceService.importCsv;
    const stream = erp.channel.makeClientStreamRequest(path, requestSerialize, responseDeserialize, (error, answer) => {
      if (error || !answer) reject(error ? toDomainError(error) : new Error('no answer'));
      else resolve(answer);
    });
    const bytes = Buffer.from(text);
    stream.write({ kind, system: 'csv', chunk: Buffer.alloc(0) });
    for (let at = 0; at < bytes.length; at += chunkBytes)
      stream.write({ kind: '', system: '', chunk: bytes.subarray(at, at + chunkBytes) });
    stream.end();
  });
}

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
      await database.query(`select count(*)::int as n from source_ref where system = 'csv' and kind = 'contract'`),
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
    ['an open quote', 'source_id,name,country,since\nx,"X,DE,2020-01-01\n', 'chunk', 'malformed'],
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
