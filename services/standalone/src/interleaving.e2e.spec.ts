import { deliveryService } from '@perennial/delivery/service';
import type { Provider } from '@perennial/delivery/provider/provider';
import { ProviderRegistry } from '@perennial/delivery/provider/provider-registry';
import { schedulingService } from '@perennial/scheduling/service';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { playClosing } from '@perennial/testing/interleaving/closing-scene';
import { openClosingStage, type ClosingStage } from '@perennial/testing/interleaving/closing-stage';
import { judgeClosing, type ClosingEnd } from '@perennial/testing/interleaving/closing-verdict';
import { testPostgres, type TestPostgres } from '@perennial/testing/postgres';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { freePort } from '@perennial/processes/free-port';

// quiet-after-renewal, nothing-lost, no-double-send: closing against claim and call.
// INTERLEAVING_SEED=<n> plays one seed alone; INTERLEAVINGS=<n> plays fewer or more than 1,000.
const ALONE = process.env['INTERLEAVING_SEED'];
const COUNT = Number(process.env['INTERLEAVINGS'] ?? 1_000);
const SEEDS = ALONE ? [Number(ALONE)] : Array.from({ length: COUNT }, (_, i) => i + 1);
const STAGES = Math.min(4, SEEDS.length);

let postgres: TestPostgres;
let environment: TestEnvironment;
let sink: RecordingHttpSink;
let peers: DeliveryPeers;
const stages: ClosingStage[] = [];

beforeAll(async () => {
  postgres = await testPostgres();
  process.env['PERENNIAL_TEST_POSTGRES'] ??= postgres.adminUrl;
  environment = await testEnvironment({});
  sink = await RecordingHttpSink.start();
  const settings = async (service: string) => ({
    ...(await environment.of(service)),
    HTTP_PROVIDER_URL: sink.url,
    GRPC_PORT: String(await freePort()),
  });
  const { CONTRACTS_GRPC_URL: contracts, PAYMENTS_GRPC_URL: payments } = await environment.of('delivery');
  peers = await DeliveryPeers.start({ contracts: contracts as string, payments: payments as string });
  for (let i = 0; i < STAGES; i += 1)
    stages.push(
      await openClosingStage({
        scheduling: schedulingService,
        delivery: deliveryService,
        providerOf: (app) => app.get(ProviderRegistry).of('EMAIL')[0]?.provider as Provider,
        postgres,
        peers,
        settings,
      }),
    );
}, 120_000);

afterAll(async () => {
  for (const stage of stages) await stage.close();
  await peers?.stop();
  await sink?.stop();
  await environment?.close();
  await postgres?.stop();
}, 60_000);

test(`${SEEDS.length} interleavings of closing with claim and call break nothing`, async () => {
  const left = [...SEEDS];
  const broken: string[] = [];
  const ends: Partial<Record<ClosingEnd, number>> = {};
  await Promise.all(
    stages.map(async (stage) => {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const scene = await playClosing(stage, seed);
        const verdict = await judgeClosing(stage, scene);
        for (const end of verdict.ends) ends[end] = (ends[end] ?? 0) + 1;
        if (verdict.broken.length > 0)
          broken.push([`seed ${seed}`, ...verdict.broken, ...(ALONE ? scene.trace : [])].join('\n  '));
      }
    }),
  );
  if (process.env['INTERLEAVING_VERBOSE']) process.stdout.write(`${JSON.stringify(ends)}\n`);
  expect(broken).toEqual([]);
  // Each of the ways must have been gone often, or the orders prove nothing.
  if (!ALONE)
    for (const way of ['never released', 'sent before closing', 'dropped in delivery'] as const)
      expect(ends[way]).toBeGreaterThan(COUNT / 20);
}, 300_000);
