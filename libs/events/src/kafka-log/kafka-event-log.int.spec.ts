import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type TestKafka } from '@perennial/kafka/test-kafka';
import { testPostgres } from '@perennial/testing/postgres';
import type { LogHarness } from '@perennial/testing/conformance/log-harness';
import { pipelineConformance } from '@perennial/testing/conformance/pipeline.conformance';
import { KafkaEventLog } from './kafka-event-log.js';
import { HUNG_MS } from './membership.js';

async function harness(): Promise<LogHarness> {
  const kafka: TestKafka = await testKafka({ own: true });
  return {
    takeoverMs: HUNG_MS,
    open: () =>
      new KafkaEventLog({
        connection: { brokers: kafka.brokers.split(','), tls: false, clientId: 'conformance' },
        monotonic: () => performance.now(),
        onError: () => undefined,
        onLine: () => undefined,
      }),
    close: () => kafka.stop(),
  };
}

describeWithKafka('kafka', () => {
  // The log alone is held against its conformance on three brokers: leader-change.int.spec.ts. This one uses the
  // product's topics.
  pipelineConformance('kafka', harness, testPostgres);
});
