import { ErpSyncServiceService, SyncStatus } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { bidi, grpcClient, type Peer } from '@perennial/service/grpc/client';
import { germanCustomer, suiteContract } from '@perennial/testing/system/contracts-scene';
import { Edges } from '@perennial/testing/system/edges';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { contractsService } from '../service.js';

let environment: TestEnvironment;
let service: RunningService;
let erp: Peer<typeof ErpSyncServiceService>;

beforeAll(async () => {
  environment = await testEnvironment({ sandboxStart: '2024-07-01T00:00:00Z' });
  service = await startService(contractsService, await environment.of('contracts'));
  erp = grpcClient(ErpSyncServiceService, `127.0.0.1:${service.grpcPort}`);
}, 60_000);
afterAll(async () => {
  erp?.close();
  await service?.stop();
  await environment?.close();
});

describe('a sender that goes away', () => {
  it('leaves whole records and a service that goes on', async () => {
    const stream = bidi(erp, 'sync');
    stream.on('error', () => stream.destroy());
    stream.write({ sequence: 1n, ...germanCustomer('gone') });
    await new Promise((resolve) => stream.once('data', resolve));
    stream.write({ sequence: 2n, ...suiteContract('gone-k', 'gone') });
    stream.cancel();
    const { path, requestSerialize, responseDeserialize } = ErpSyncServiceService.importCsv;
    const failed = new Promise<string>((resolve) => {
      const file = erp.channel.makeClientStreamRequest(path, requestSerialize, responseDeserialize, (error) =>
        resolve(error?.details ?? ''),
      );
      file.write({ kind: 'customers', system: 'csv', chunk: Buffer.from('source_id,name'), options: undefined });
      setTimeout(() => file.cancel(), 50);
    });
    expect(await failed).toContain('Cancelled');
    const edges = new Edges({ contracts: service.grpcPort, scheduling: 0, delivery: 0, payments: 0 });
    const [answer] = await edges.sync([suiteContract('gone-k2', 'gone')]);
    edges.close();
    expect(answer?.status).toBe(SyncStatus.SYNC_STATUS_TAKEN);
  });
});
