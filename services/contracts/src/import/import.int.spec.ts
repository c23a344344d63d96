import type { Database } from '@perennial/database/database';
import {
  ErpSyncServiceService,
  SyncStatus,
  type ImportCsvResponse,
  type SyncRequest,
  type SyncResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContactRecord, ContractRecord, CustomerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractStatus } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { bidi, grpcClient, toDomainError, type Peer } from '@perennial/service/grpc/client';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';
import { ImportRecords } from './import-records.js';
import type { ImportRecord } from './import-record.js';

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

type Sent = Omit<SyncRequest, 'sequence'>;
const source = (id: string, version = 1n) => ({ system: 'erp', id, version: String(version) });
const customer = (id: string, more: object = {}, version = 1n): Sent => ({
  customer: CustomerRecord.fromJSON({
    source: source(id, version),
    name: `Company ${id}`,
    country: 'DE',
    since: '2020-01-01',
    locale: 'en',
    ...more,
  }),
});
const contact = (id: string, of: string, more: object = {}, version = 1n): Sent => ({
  contact: ContactRecord.fromJSON({
    source: source(id, version),
    customer: of,
    name: 'Ada',
    email: 'ada@acme.example',
    roles: ['renewal'],
    active: true,
    ...more,
  }),
});
const contract = (id: string, of: string, more: object = {}, version = 1n): Sent => ({
  contract: ContractRecord.fromJSON({
    source: source(id, version),
    customer: of,
    product: 'Suite',
    productType: 'subscription',
    periodMonths: 12,
    originalStart: '2023-09-01',
    amount: '1200.00',
    currency: 'EUR',
    seats: 5,
    status: ContractStatus.CONTRACT_STATUS_ACTIVE,
    ...more,
  }),
});
const OK = SyncStatus.SYNC_STATUS_TAKEN;

function sync(...records: Sent[]): Promise<SyncResponse[]> {
  return new Promise((resolve, reject) => {
    const answers: SyncResponse[] = [];
    const stream = bidi(erp, 'sync');
    stream.on('data', (answer: SyncResponse) => answers.push(answer));
    stream.on('error', reject);
    stream.on('end', () => resolve(answers));
    records.forEach((record, i) => stream.write({ sequence: BigInt(i), ...record }));
    stream.end();
  });
}
/** `field rule` of everything wrong with a record. */
const faults = ({ violations }: SyncResponse): string[] => violations.map(({ field, rule }) => `${field} ${rule}`);
const rows = async (table: string): Promise<number> =>
  (await database.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n ?? 0;

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

describe('ErpSync', () => {
  it('answers each record in order; a bad one never disturbs the good ones', async () => {
    const answers = await sync(
      customer('s1'),
      contract('s1-a', 's1', { originalStart: '2024-02-30' }),
      contract('s1-b', 's1'),
      contract('s1-c', 'nobody'),
      contact('s1-d', 's1'),
      {},
    );
    expect(answers.map(({ sequence, status }) => [Number(sequence), status.slice(12)])).toEqual([
      [0, 'TAKEN'],
      [1, 'REJECTED'],
      [2, 'TAKEN'],
      [3, 'REJECTED'],
      [4, 'TAKEN'],
      [5, 'REJECTED'],
    ]);
    expect(answers.map(faults)).toEqual([
      [],
      ['original_start not_a_date'],
      [],
      ['customer unknown_customer'],
      [],
      ['record required'],
    ]);
  });

  it('is idempotent by source id and version, and an older version changes nothing (in-order)', async () => {
    const records = [customer('v1'), contact('v1-c', 'v1'), contract('v1-k', 'v1')];
    const first = await sync(...records);
    const before = await rows('outbox');
    const again = await sync(...records);
    expect(again.map(({ status, id }) => [status, id])).toEqual(
      first.map(({ id }) => [SyncStatus.SYNC_STATUS_UNCHANGED, id]),
    );
    expect(await rows('outbox')).toBe(before);
    const [newer, stale] = await sync(customer('v1', { name: 'Newer' }, 5n), customer('v1', { name: 'Older' }, 4n));
    expect([newer?.status, stale?.status]).toEqual([OK, SyncStatus.SYNC_STATUS_STALE]);
    expect(await database.query('select name from customer where id = $1', [newer?.id])).toEqual([{ name: 'Newer' }]);
  });

  it('handles one source id twice in a batch one after the other', async () => {
    const [, , second] = await sync(
      customer('d1'),
      contract('d1-k', 'd1', { amount: '100' }),
      contract('d1-k', 'd1', { amount: '200' }, 2n),
    );
    expect(await database.query('select amount_minor from term where contract_id = $1', [second?.id])).toEqual([
      { amount_minor: 20_000n },
    ]);
  });

  it.each<[string, object, string[]]>([
    ['2024-02-30', { originalStart: '2024-02-30' }, ['original_start not_a_date']],
    ['31/12/24', { termStart: '2023-09-01', termLastDay: '31/12/24' }, ['term_last_day not_a_date']],
    ['an unknown zone', { zone: 'Europe/Atlantis' }, ['zone unknown_zone']],
    ['end before start', { termStart: '2024-09-01', termLastDay: '2024-08-01' }, ['term_last_day end_before_start']],
    ['a negative amount', { amount: '-1' }, ['amount negative']],
    ['an over-large amount', { amount: '99999999999999999999' }, ['amount too_large']],
    ['a too precise amount', { amount: '1.005' }, ['amount decimals']],
    ['an amount that is no number', { amount: '1e5' }, ['amount not_a_number']],
    ['an unknown currency', { currency: 'XYZ' }, ['currency unknown_currency']],
    [
      'several at once',
      { productType: 'gift', periodMonths: 121, status: 0, seats: -1 },
      ['product_type unknown_value', 'period_months out_of_range', 'seats out_of_range', 'status unknown_value'],
    ],
    ['a line break', { product: 'Suite\r\nBcc: x' }, ['product control_character']],
    ['NUL', { product: 'Sui\0te' }, ['product control_character']],
    ['an end without a day', { status: ContractStatus.CONTRACT_STATUS_ENDED }, ['ended_on required']],
    ['one date of a term', { termStart: '2024-09-01' }, ['term_last_day required']],
  ])('refuses a contract with %s', async (_what, more, expected) => {
    const [, answer] = await sync(customer('b1'), contract('b1-k', 'b1', more));
    expect(answer && faults(answer)).toEqual(expected);
    expect(await database.query(`select from source_ref where source_id = 'b1-k'`)).toEqual([]);
  });

  it('refuses a term that overlaps another one', async () => {
    const [, , answer] = await sync(
      customer('o1'),
      contract('o1-k', 'o1', { termStart: '2023-09-01', termLastDay: '2024-10-15' }),
      contract('o1-k', 'o1', { termStart: '2024-09-01', termLastDay: '2025-08-31' }, 2n),
    );
    expect(answer && faults(answer)).toEqual(['term_start overlap']);
    const [, , , reaching] = await sync(
      customer('o2'),
      contract('o2-k', 'o2', { originalStart: '2023-01-01', termStart: '2023-09-01', termLastDay: '2024-08-31' }),
      contract('o2-k', 'o2', { originalStart: '2023-01-01', termStart: '2024-09-01', termLastDay: '2025-08-31' }, 2n),
      contract('o2-k', 'o2', { originalStart: '2023-01-01', termStart: '2023-09-01', termLastDay: '2024-09-01' }, 3n),
    );
    expect(reaching && faults(reaching)).toEqual(['term_last_day overlap']);
  });

  it.each<[string, object, string[]]>([
    ['no address', { email: '' }, ['email address_required']],
    ['a header injection', { email: 'ada@acme.example\r\nBcc: all@acme.example' }, ['email email_syntax']],
    ['a bad phone number', { phone: '12' }, ['phone phone_syntax']],
    [
      'an unknown role and locale',
      { roles: ['boss'], locale: 'fr' },
      ['roles[0] unknown_value', 'locale unknown_locale'],
    ],
  ])('refuses a contact with %s', async (_what, more, expected) => {
    const [, answer] = await sync(customer('c1'), contact('c1-c', 'c1', more));
    expect(answer && faults(answer)).toEqual(expected);
  });

  it('asks for a zone where a country has several, and knows the only one of the others (R-09)', async () => {
    const [us, cn, nowhere, owner] = await sync(
      customer('z-us', { country: 'US' }),
      customer('z-cn', { country: 'CN' }),
      customer('z-zz', { country: 'ZZ', zone: 'UTC' }),
      customer('z-o', { owner: 'nobody' }),
    );
    expect([us, cn, nowhere, owner].map((answer) => answer && faults(answer))).toEqual([
      ['zone required'],
      [],
      ['country unknown_country'],
      ['owner unknown_owner'],
    ]);
    expect(await database.query('select zone from customer where id = $1', [cn?.id])).toEqual([
      { zone: 'Asia/Shanghai' },
    ]);
  });

  it('takes names with special characters, emoji and right-to-left text as they are (M-04)', async () => {
    const names = [`A & B # "C" 'D' <E>`, '🚀 Rocket 客户', 'شركة التجديد'];
    const answers = await sync(...names.map((name, i) => customer(`n${i}`, { name })));
    const stored = await database.query<{ id: string; name: string }>(
      'select id, name from customer where id = any($1::uuid[])',
      [answers.map(({ id }) => id)],
    );
    expect(answers.map(({ id }) => stored.find((row) => row.id === id)?.name)).toEqual(names);
  });

  it('takes two streams with the same new source ids at once without loss or doubling', async () => {
    const records = [customer('p1'), ...Array.from({ length: 300 }, (_, i) => contract(`p1-${i}`, 'p1'))];
    const [a, b] = await Promise.all([sync(...records), sync(...records)]);
    expect(a.map(({ id }) => id)).toEqual(b.map(({ id }) => id));
    const taken = [...a, ...b].filter(({ status }) => status === OK).length;
    expect(taken).toBe(301);
  });
});

describe('a sender that goes away', () => {
  it('leaves whole records and a service that goes on', async () => {
    const stream = bidi(erp, 'sync');
    stream.on('error', () => stream.destroy());
    stream.write({ sequence: 1n, ...customer('gone') });
    await new Promise((resolve) => stream.once('data', resolve));
    stream.write({ sequence: 2n, ...contract('gone-k', 'gone') });
    stream.cancel();
    const { path, requestSerialize, responseDeserialize } = ErpSyncServiceService.importCsv;
    const failed = new Promise<string>((resolve) => {
      const file = erp.channel.makeClientStreamRequest(path, requestSerialize, responseDeserialize, (error) =>
        resolve(error?.details ?? ''),
      );
      file.write({ kind: 'customers', system: 'csv', chunk: Buffer.from('source_id,name') });
      setTimeout(() => file.cancel(), 50);
    });
    expect(await failed).toContain('Cancelled');
    const [answer] = await sync(contract('gone-k2', 'gone'));
    expect(answer?.status).toBe(OK);
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
      await database.query(`select count(*)::int as n from source_ref where system = 'csv' and kind = 'contract'`),
    ).toEqual([{ n: 9_993 }]);
  }, 60_000);

  it('reads BOM, CRLF, quotes and a character cut in two by a chunk', async () => {
    const text = `\ufeffsource_id,name,country,since,version\r\nq1,"Smith, ""Söhne"" & Co",DE,2020-01-01,3\r\nq2,客户,CN,2020-01-01,\r\n`;
    expect(await importCsv('customers', text, 7)).toMatchObject({ rows: 2, taken: 2, refused: [] });
    expect(
      await database.query(
        `select name from customer c join source_ref r on r.entity_id = c.id where r.source_id in ('q1', 'q2') order by r.source_id`,
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
        `select name from customer c join source_ref r on r.entity_id = c.id where r.source_id = 'twin'`,
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
        `select name from customer c join source_ref r on r.entity_id = c.id where r.source_id = 'two'`,
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

describe('speed', () => {
  it('writes a batch set by set: a few statements a round, never one a record', async () => {
    const importer = service.app.get(ImportRecords);
    const made = (i: number): ImportRecord => ({
      kind: 'contract',
      record: (contract(`speed-${i}`, 's1') as { contract: ContractRecord }).contract,
    });
    const before = database.stats().statements;
    await importer.execute(Array.from({ length: 120 }, (_, i) => made(i)));
    expect(database.stats().statements - before).toBeLessThan(80);
  });
});
