import { startService } from '@perennial/service/boot/start-service';
import { adaContact, ContractsScene, germanCustomer, suiteContract } from '@perennial/testing/system/contracts-scene';
import { untilIdle } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let scene: ContractsScene;

beforeAll(async () => {
  environment = await testEnvironment();
  scene = new ContractsScene(await startService(contractsService, await environment.of('contracts')));
}, 60_000);
afterAll(async () => {
  scene?.close();
  await scene?.service.stop();
  await environment?.close();
});

const NEW_YORK = { country: 'US', zone: 'America/New_York', locale: 'en' };
const TOKYO = { country: 'JP', zone: 'Asia/Tokyo', locale: 'zh' };
interface Placed {
  readonly contactId?: string;
  readonly zone: string;
  readonly locale: string;
}
const told = async (customerId: string, type: string) => (await scene.events(customerId, type)).at(-1)?.data;

describe('what a source left empty', () => {
  it('K09, review 13: follows the customer: contacts at once, contracts and terms with their ends', async () => {
    const name = scene.fresh('k09');
    const [customerId, , ownId, contractId, stated] = (await scene.take(
      germanCustomer(name, NEW_YORK),
      adaContact(`${name}-p`, name),
      adaContact(`${name}-q`, name, { zone: 'Europe/Paris', locale: 'fr_FR', email: 'q@acme.example' }),
      suiteContract(name, name),
      suiteContract(`${name}-b`, name, { zone: 'Europe/Paris' }),
    )) as [string, string, string, string, string];
    const [before] = (await scene.contract(contractId)).terms;
    expect(before).toMatchObject({ zone: 'America/New_York', endsAt: '2024-09-01T04:00:00.000Z', version: 1 });

    await scene.take(germanCustomer(name, TOKYO, 2n));
    const { customer } = (await told(customerId, 'customer.changed')) as { customer: { contacts: Placed[] } };
    const places = (list: readonly Placed[]) => list.map((c) => [c.contactId === ownId, c.zone, c.locale]).sort();
    expect(places(customer.contacts)).toEqual([
      [false, 'Asia/Tokyo', 'zh'],
      [true, 'Europe/Paris', 'fr-FR'],
    ]);
    const termOf = async (id: string) => {
      const [term] = (await scene.contract(id)).terms;
      return [term?.zone, term?.endsAt, term?.version];
    };
    await untilIdle(scene.service);
    expect(await termOf(contractId)).toEqual(['Asia/Tokyo', '2024-08-31T15:00:00.000Z', 2]);
    expect((await termOf(stated)).slice(0, 1)).toEqual(['Europe/Paris']);
    const { contacts } = await scene.customer(customerId);
    expect(places(contacts)).toEqual(places(customer.contacts));
    expect(await told(customerId, 'contract.changed')).toMatchObject({ terms: [{ zone: 'Asia/Tokyo', version: 2 }] });

    // The next record of the contract, without a zone still, changes none of it.
    await scene.take(suiteContract(name, name, { seats: 6 }, 2n));
    expect(await termOf(contractId)).toEqual(['Asia/Tokyo', '2024-08-31T15:00:00.000Z', 2]);
  });

  it('is carried to all contracts of a customer, in batches, and a batch that fails is done again', async () => {
    const name = scene.fresh('many');
    const contracts = Array.from({ length: 120 }, (_, i) => suiteContract(`${name}-${i}`, name));
    const [customerId] = (await scene.take(germanCustomer(name, NEW_YORK), ...contracts)) as [string];
    // As a crash between two batches leaves it: some follow already, the mark stands.
    await scene.database.execute(
      `update term set zone = 'Asia/Tokyo' where contract_id in
         (select contract_id from contract where customer_id = $1 order by contract_id limit 30)`,
      [customerId],
    );
    await scene.take(germanCustomer(name, TOKYO, 2n));
    const zones = () =>
      scene.database.query(
        `select t.zone, c.zone as own, count(*)::int as count from term t join contract c using (contract_id)
         where t.customer_id = $1 group by 1, 2`,
        [customerId],
      );
    await untilIdle(scene.service);
    expect(await zones()).toEqual([{ zone: 'Asia/Tokyo', own: 'Asia/Tokyo', count: 120 }]);
  });

  it('chapter 3, K05: a customer has any locale, or the language of the country', async () => {
    const records = [
      ['CN', { country: 'CN', locale: '' }, 'zh'],
      ['DE', { locale: '' }, 'de'],
      ['us', { locale: 'en_US' }, 'en-US'],
      ['fr', { locale: 'fr' }, 'fr'],
    ] as const;
    for (const [id, more, locale] of records) {
      const [customerId] = (await scene.take(germanCustomer(scene.fresh(id), more))) as [string];
      expect((await scene.customer(customerId)).locale).toBe(locale);
    }
  });
});
