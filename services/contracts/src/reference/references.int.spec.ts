import { ReferenceKind, type Reference } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { startService } from '@perennial/service/boot/start-service';
import { unary } from '@perennial/service/grpc/client';
import { ContractsScene, germanCustomer, suiteContract } from '@perennial/testing/system/contracts-scene';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
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

const ask = (...references: Reference[]) =>
  unary(scene.contracts, 'resolveReferences', { references }, 5_000).then((answer) => answer.references);
const contract = (id: string): Reference => ({ kind: ReferenceKind.REFERENCE_KIND_CONTRACT, system: 'erp', id });
const invoice = (id: string): Reference => ({ kind: ReferenceKind.REFERENCE_KIND_INVOICE, system: 'erp', id });

it('M10: resolves a contract to its payable terms, oldest first, and an invoice to the term it was first told for', async () => {
  const first = { invoice: 'R-1', termStart: '2023-09-01', termLastDay: '2024-08-31' };
  await scene.edges.sync([germanCustomer('m10'), suiteContract('4711', 'm10', first)]);
  const next = { invoice: 'R-2', termStart: '2024-09-01', termLastDay: '2025-08-31' };
  await scene.edges.sync([suiteContract('4711', 'm10', next, 2n)]);
  // The export repeats the old number with the next period: it stays where it was.
  await scene.edges.sync([suiteContract('4711', 'm10', { ...next, invoice: 'R-1' }, 3n)]);
  const [known, one, two, ...rest] = await ask(contract('4711'), contract('4712'), invoice('R-1'), invoice('R-2'));
  expect(rest).toEqual([]);
  const contractId = known?.contractId ?? '';
  const [old, live] = [await scene.termId(contractId, 1), await scene.termId(contractId, 2)];
  expect(known).toMatchObject({ reference: contract('4711'), termIds: [live] });
  expect(one).toMatchObject({ reference: invoice('R-1'), contractId, termIds: [old] });
  expect(two).toMatchObject({ reference: invoice('R-2'), contractId, termIds: [live] });
  expect(known?.customerId).toBe(one?.customerId);
});

it('answers bad input by field', async () => {
  await expect(ask()).rejects.toMatchObject({ violations: [{ field: 'references', rule: 'required' }] });
  await expect(ask({ kind: ReferenceKind.REFERENCE_KIND_UNSPECIFIED, system: '', id: '' })).rejects.toMatchObject({
    violations: [
      { field: 'references[0].kind', rule: 'required' },
      { field: 'references[0].system', rule: 'required' },
      { field: 'references[0].id', rule: 'required' },
    ],
  });
});
