import { ErpSyncServiceService, OwnerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { ContractStatus } from '@perennial/proto/gen/perennial/types/v1/types';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import {
  adaContact,
  ContractsScene,
  germanCustomer,
  source,
  suiteContract,
} from '@perennial/testing/system/contracts-scene';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { sendCsv } from '../../test/sent-files.js';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let scene: ContractsScene;

beforeAll(async () => {
  environment = await testEnvironment({ sandboxStart: '2024-07-01T00:00:00Z' });
  scene = new ContractsScene(await startService(contractsService, await environment.of('contracts')));
}, 60_000);
afterAll(async () => {
  scene?.close();
  await scene?.service.stop();
  await environment?.close();
});

/** Open reviews of a kind about what is named, and how often that was finished. */
const reviews = async (kind: string, subjectId: string): Promise<string[]> =>
  (
    await scene.database.query<{ detail: string; done_by: string | null }>(
      'select detail, done_by from review_row where kind = $1 and subject_id = $2 order by noted_at',
      [kind, subjectId],
    )
  ).map(({ detail, done_by }) => (done_by ? `${detail} (done by ${done_by})` : detail));
/** Values of a metric's lines that have all these labels. */
const metric = async (name: string, ...labels: string[]): Promise<number[]> => {
  const text = await (await fetch(`http://127.0.0.1:${scene.service.opsPort}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`));
  return lines
    .filter((line) => labels.every((label) => line.includes(label)))
    .map((line) => Number(line.split(' ').at(-1)));
};
const list = { pageSize: 0, pageToken: '', incomplete: true };

describe('incomplete records (D-01, D-02, K20)', () => {
  it('are shown at once, told an hour later and forgotten when they are complete; a source as a whole too', async () => {
    const [customerId, , contactId, contractId] = (await scene.take(
      germanCustomer('K20'),
      { owner: OwnerRecord.fromJSON({ source: source('o'), name: 'Olga', team: 'North', email: 'olga@own.example' }) },
      adaContact('K20a', 'K20', { email: '', phone: '+442079460123' }),
      suiteContract('K20', 'K20', { amount: '0.00' }),
    )) as [string, string, string, string];
    expect(await scene.customer(customerId)).toMatchObject({ missing: ['owner'], contacts: [{ missing: ['email'] }] });
    expect(await scene.contract(contractId)).toMatchObject({ missing: ['amount'] });
    const { customers } = await unary(
      scene.customers,
      'listCustomers',
      { ...list, nameContains: '', customerIds: [] },
      5_000,
    );
    expect(customers.map((one) => [one.customerId, one.missing])).toEqual([[customerId, ['owner']]]);
    const listed = { ...list, customerId: '', contractIds: [] };
    const { contracts } = await unary(scene.contracts, 'listContracts', listed, 5_000);
    expect(contracts.map((one) => [one.contractId, one.missing])).toEqual([[contractId, ['amount']]]);

    await scene.walkTo('2024-07-01T00:59:59Z');
    expect(await reviews('incomplete_record', contactId)).toEqual([]);
    await scene.walkTo('2024-07-01T01:00:30Z');
    expect(await reviews('incomplete_record', customerId)).toEqual([]);
    expect(await reviews('incomplete_record', contactId)).toEqual(['missing: email']);
    expect(await reviews('incomplete_record', contractId)).toEqual([]);
    const [sourceFault] = await reviews('incomplete_source', 'erp');
    expect(sourceFault).toBe('1 of 1 customers have no contact with an email address (most allowed: 15 %)');
    expect(await metric('perennial_source_incomplete_ratio', 'system="erp"', 'of="customers"')).toEqual([1]);

    // What changes while it stands is told anew, in the same row.
    await scene.take(adaContact('K20a', 'K20', { email: '', phone: '+442079460123', active: false }, 2n));
    expect(await reviews('incomplete_record', contactId)).toEqual(['missing: email (done by system)']);
    await scene.walkTo('2024-07-01T02:01:00Z');
    expect(await reviews('incomplete_record', customerId)).toEqual(['missing: contacts, owner']);

    await scene.take(
      germanCustomer('K20', { owner: 'o' }, 2n),
      adaContact('K20b', 'K20', { email: 'pay@k20.example' }),
      suiteContract('K20', 'K20', { status: ContractStatus.CONTRACT_STATUS_CANCELLED, endedOn: '2024-07-01' }, 2n),
    );
    expect(await reviews('incomplete_record', customerId)).toEqual(['missing: contacts, owner (done by system)']);
    expect(await reviews('incomplete_record', contractId)).toEqual([]);
    expect((await scene.customer(customerId)).missing).toEqual([]);
    await scene.walkTo('2024-07-01T03:02:00Z');
    expect(await reviews('incomplete_source', 'erp')).toEqual([expect.stringMatching(/done by system/)]);
    expect(await scene.database.query('select * from incomplete_record', [])).toEqual([]);
  });

  it('that come whole within an hour are told to nobody', async () => {
    const [customerId] = await scene.take(germanCustomer('whole', { owner: 'o' }));
    expect((await scene.customer(customerId ?? '')).missing).toEqual(['contacts']);
    await scene.take(adaContact('whole-a', 'whole'));
    await scene.walkTo('2024-07-01T05:00:00Z');
    expect(await reviews('incomplete_record', customerId ?? '')).toEqual([]);
  });

  it('a refused record of a known customer stands on the list until it is taken (D-07, A-05)', async () => {
    const [customerId] = await scene.take(germanCustomer('D07', { owner: 'o' }));
    const bad = { email: 'ada(at)acme.example' };
    await scene.edges.sync([
      adaContact('D07a', 'D07', bad),
      suiteContract('D07k', 'D07', { amount: 'much', originalStart: '2024-02-30' }),
      adaContact('nobody-a', 'nobody', bad),
    ]);
    expect(await reviews('sync_failure', 'contact/erp/D07a')).toEqual(['refused: email (email_syntax)']);
    expect(await reviews('sync_failure', 'contract/erp/D07k')).toEqual([
      expect.stringMatching(/^refused: original_start \(\w+\), amount \(not_a_number\)$/),
    ]);
    expect(await reviews('sync_failure', 'contact/erp/nobody-a')).toEqual([]);
    expect(
      await scene.database.query<{ customer_id: string }>(
        `select distinct customer_id from review_row where kind = 'sync_failure'`,
        [],
      ),
    ).toEqual([{ customer_id: customerId }]);
    expect(await metric('perennial_import_refused_total', 'kind="contact"', 'rule="email_syntax"')).toEqual([2]);
    await scene.edges.sync([adaContact('D07a', 'D07', { email: '', name: '' }, 2n)]);
    expect(await reviews('sync_failure', 'contact/erp/D07a')).toEqual([expect.stringMatching(/name \(/)]);
    await scene.take(adaContact('D07a', 'D07', {}, 3n));
    expect(await reviews('sync_failure', 'contact/erp/D07a')).toEqual([expect.stringMatching(/done by system\)$/)]);
  });

  it('rows of a file that no record could be made of are told too (D-07)', async () => {
    const erp = grpcClient(ErpSyncServiceService, `127.0.0.1:${scene.service.grpcPort}`);
    await sendCsv(erp, 'customers', 'source_id,name,country,since\nf1,Acme,DE,2020-01-01\n');
    const contacts = (cells: string): string => `source_id,customer,name,email,active\nf1a,f1,Ada,${cells}\n`;
    await sendCsv(erp, 'contacts', contacts('ada@acme.example,perhaps'));
    expect(await reviews('sync_failure', 'contact/csv/f1a')).toEqual([expect.stringMatching(/^refused: active \(/)]);
    await sendCsv(erp, 'contacts', contacts('ada@acme.example,true'));
    expect(await reviews('sync_failure', 'contact/csv/f1a')).toEqual([expect.stringMatching(/done by system\)$/)]);
    erp.close();
  });
});
