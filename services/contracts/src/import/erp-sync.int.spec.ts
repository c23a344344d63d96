import type { Database } from '@perennial/database/database';
import {
  ErpSyncServiceService,
  SyncStatus,
  type ContractRecord,
  type SyncResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractStatus } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { bidi, grpcClient, type Peer } from '@perennial/service/grpc/client';
import { adaContact, germanCustomer, suiteContract } from '@perennial/testing/system/contracts-scene';
import type { ErpRecord } from '@perennial/testing/system/edges';
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

const OK = SyncStatus.SYNC_STATUS_TAKEN;

function sync(...records: ErpRecord[]): Promise<SyncResponse[]> {
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

describe('ErpSync', () => {
  it('answers each record in order; a bad one never disturbs the good ones', async () => {
    const answers = await sync(
      germanCustomer('s1'),
      suiteContract('s1-a', 's1', { originalStart: '2024-02-30' }),
      suiteContract('s1-b', 's1'),
      suiteContract('s1-c', 'nobody'),
      adaContact('s1-d', 's1'),
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
    const records = [germanCustomer('v1'), adaContact('v1-c', 'v1'), suiteContract('v1-k', 'v1')];
    const first = await sync(...records);
    const before = await rows('outbox');
    const again = await sync(...records);
    expect(again.map(({ status, id }) => [status, id])).toEqual(
      first.map(({ id }) => [SyncStatus.SYNC_STATUS_UNCHANGED, id]),
    );
    expect(await rows('outbox')).toBe(before);
    const [newer, stale] = await sync(
      germanCustomer('v1', { name: 'Newer' }, 5n),
      germanCustomer('v1', { name: 'Older' }, 4n),
    );
    expect([newer?.status, stale?.status]).toEqual([OK, SyncStatus.SYNC_STATUS_STALE]);
    expect(await database.query('select name from customer where customer_id = $1', [newer?.id])).toEqual([
      { name: 'Newer' },
    ]);
  });

  it('handles one source id twice in a batch one after the other', async () => {
    const [, , second] = await sync(
      germanCustomer('d1'),
      suiteContract('d1-k', 'd1', { amount: '100' }),
      suiteContract('d1-k', 'd1', { amount: '200' }, 2n),
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
    const [, answer] = await sync(germanCustomer('b1'), suiteContract('b1-k', 'b1', more));
    expect(answer && faults(answer)).toEqual(expected);
    expect(await database.query(`select from source_ref where source_id = 'b1-k'`)).toEqual([]);
  });

  it('K06 answers that a term that has begun kept its dates, and refuses a period that fits no rule (D-11)', async () => {
    const monthly = { originalStart: '2024-01-15', periodMonths: 1 };
    const [, , changed] = await sync(
      germanCustomer('o1'),
      suiteContract('o1-k', 'o1', monthly),
      suiteContract('o1-k', 'o1', { ...monthly, periodMonths: 12 }, 2n),
    );
    expect([changed?.status, changed?.notes]).toEqual([
      SyncStatus.SYNC_STATUS_TAKEN,
      [expect.objectContaining({ field: 'period_months', rule: 'kept_dates' })],
    ]);
    const reaching = { originalStart: '2023-01-01', termStart: '2023-04-01', termLastDay: '2023-11-30' };
    const [, , refused] = await sync(
      germanCustomer('o2'),
      suiteContract('o2-k', 'o2', { ...reaching, termStart: '2023-09-01', termLastDay: '2024-08-31' }),
      suiteContract('o2-k', 'o2', reaching, 2n),
    );
    expect(refused && faults(refused)).toEqual(['term_last_day overlap']);
  });

  it.each<[string, object, string[]]>([
    ['no address', { email: '' }, ['email address_required']],
    ['a header injection', { email: 'ada@acme.example\r\nBcc: all@acme.example' }, ['email email_syntax']],
    ['a bad phone number', { phone: '12' }, ['phone phone_syntax']],
    ['a channel that nobody hears on', { preferredChannel: 'CHANNEL_TASK' }, ['preferred_channel unknown_value']],
    [
      'an unknown role and locale',
      { roles: ['boss'], locale: 'f' },
      ['roles[0] unknown_value', 'locale unknown_locale'],
    ],
  ])('refuses a contact with %s', async (_what, more, expected) => {
    const [, answer] = await sync(germanCustomer('c1'), adaContact('c1-c', 'c1', more));
    expect(answer && faults(answer)).toEqual(expected);
  });

  it('asks for a zone where a country has several, and knows the only one of the others (R-09)', async () => {
    const [us, cn, nowhere, owner] = await sync(
      germanCustomer('z-us', { country: 'US' }),
      germanCustomer('z-cn', { country: 'CN' }),
      germanCustomer('z-zz', { country: 'ZZ', zone: 'UTC' }),
      germanCustomer('z-o', { owner: 'nobody' }),
    );
    expect([us, cn, nowhere, owner].map((answer) => answer && faults(answer))).toEqual([
      ['zone required'],
      [],
      ['country unknown_country'],
      ['owner unknown_owner'],
    ]);
    expect(await database.query('select zone from customer where customer_id = $1', [cn?.id])).toEqual([
      { zone: 'Asia/Shanghai' },
    ]);
  });

  it('takes names with special characters, emoji and right-to-left text as they are (M-04)', async () => {
    const names = [`A & B # "C" 'D' <E>`, '🚀 Rocket 客户', 'شركة التجديد'];
    const answers = await sync(...names.map((name, i) => germanCustomer(`n${i}`, { name })));
    const stored = await database.query<{ id: string; name: string }>(
      'select customer_id as id, name from customer where customer_id = any($1::uuid[])',
      [answers.map(({ id }) => id)],
    );
    expect(answers.map(({ id }) => stored.find((row) => row.id === id)?.name)).toEqual(names);
  });

  it('takes two streams with the same new source ids at once without loss or doubling', async () => {
    const records = [germanCustomer('p1'), ...Array.from({ length: 300 }, (_, i) => suiteContract(`p1-${i}`, 'p1'))];
    const [a, b] = await Promise.all([sync(...records), sync(...records)]);
    expect(a.map(({ id }) => id)).toEqual(b.map(({ id }) => id));
    const taken = [...a, ...b].filter(({ status }) => status === OK).length;
    expect(taken).toBe(301);
  });
});

describe('speed', () => {
  it('writes a batch set by set: a few statements a round, never one a record', async () => {
    const importer = service.app.get(ImportRecords);
    const made = (i: number): ImportRecord => ({
      kind: 'contract',
      record: (suiteContract(`speed-${i}`, 's1') as { contract: ContractRecord }).contract,
    });
    const before = database.stats().statements;
    await importer.execute(Array.from({ length: 120 }, (_, i) => made(i)));
    expect(database.stats().statements - before).toBeLessThan(80);
  });
});
