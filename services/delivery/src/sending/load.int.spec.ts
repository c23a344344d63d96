import type { NewEvent } from '@perennial/events/event';
import { DAY } from '@perennial/kernel/instant';
import { type TermId } from '@perennial/kernel/ids';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { DeliveryScene, type Made } from '@perennial/testing/system/delivery-scene';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { tellService, untilIdle } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { RaiseFence } from '../guard/raise-fence.js';
import { deliveryService } from '../service.js';

let environment: TestEnvironment;
let sink: RecordingHttpSink;
let peers: DeliveryPeers;
let service: RunningService;

beforeAll(async () => {
  environment = await testEnvironment();
  sink = await RecordingHttpSink.start();
  const settings = await environment.of('delivery', { HTTP_PROVIDER_URL: sink.url });
  peers = await DeliveryPeers.start({
    contracts: settings['CONTRACTS_GRPC_URL'] as string,
    payments: settings['PAYMENTS_GRPC_URL'] as string,
  });
  service = await startService(deliveryService, settings);
}, 60_000);
afterAll(async () => {
  await service.stop();
  await peers.stop();
  await sink.stop();
  await environment.close();
}, 60_000);
beforeEach(() => {
  sink.clear();
  sink.behaveNormally();
});

const scene = () => new DeliveryScene(peers, () => service);
const due = (windowOpensIn = 0): Made => scene().due({ windowOpensIn, windowClosesIn: 30 * DAY });
const termOf = (made: Made) => made.riders[0]?.termId as TermId;
const tell = (...events: NewEvent[]) => tellService(service, events);

test('payments race with the sending loop: no call starts behind a fence, every reminder is answered once (quiet-after-renewal)', async () => {
  const many = Array.from({ length: 300 }, () => due());
  const closing = (async () => {
    for (let n = 0; n < many.length; n += 10) {
      await service.app.get(RaiseFence).afterLook(
        many
          .slice(n, n + 10)
          .filter((_, i) => i % 2 === 0)
          .map((made) => ({ termId: termOf(made), cause: 'contract:9' })),
      );
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  await Promise.all([closing, tell(...many.map(({ event }) => event))]);
  await untilIdle(service);
  const late = await service.database.query(
    `select a.attempt_id from attempt a cross join lateral jsonb_object_keys(a.inputs) as t(term_id)
     join guard g on g.term_id = t.term_id::uuid where g.closed and a.started_at > g.closed_at`,
    [],
  );
  expect(late).toEqual([]);
  const answered = await service.database.query<{ outcome: string; n: number }>(
    `select o.state as outcome, count(*)::int as n from dispatch d join outcome o using (reminder_id)
     where d.message_id = any($1::uuid[]) group by 1 order by 1`,
    [many.map(({ messageId }) => messageId)],
  );
  expect(answered.map(({ outcome }) => outcome)).toEqual(['SENT', 'SUPPRESSED']);
  expect(answered.reduce((sum, { n }) => sum + n, 0)).toBe(300);
  const [row] = await service.database.query<{ n: number }>(
    `select count(*)::int as n from outbox where type = 'delivery.outcome' and key = any($1::text[])`,
    [many.map(({ customerId }) => customerId)],
  );
  expect(row?.n).toBe(300);
  expect(sink.accepted().length).toBe(answered.find(({ outcome }) => outcome === 'SENT')?.n);
});

test('two thousand due at once: each accepted once, a handful of calls to the peers', async () => {
  const many = Array.from({ length: 2_000 }, () => due());
  const before = { ...peers.calls };
  const statements = service.database.stats().statements;
  const began = performance.now();
  await tell(...many.map(({ event }) => event));
  const took = performance.now() - began;
  expect(sink.accepted()).toHaveLength(2_000);
  expect(sink.accepted().every(({ repeats }) => repeats === 0)).toBe(true);
  expect(peers.calls.look - before.look).toBeLessThan(200);
  if (process.env['TEST_LOG_LEVEL'])
    process.stdout.write(
      `2000 in ${took.toFixed(0)} ms, ${service.database.stats().statements - statements} statements, ${peers.calls.look - before.look} looks\n`,
    );
}, 60_000);
