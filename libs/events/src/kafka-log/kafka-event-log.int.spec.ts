import { describeWithKafka } from '@perennial/kafka/describe-with-kafka';
import { testKafka, type TestKafka, type TestKafkaOptions } from '@perennial/kafka/test-kafka';
import { testPostgres } from '@perennial/testing/postgres';
import { eventLogConformance } from '@perennial/testing/conformance/event-log.conformance';
import type { LogHarness } from '@perennial/testing/conformance/log-harness';
import { pipelineConformance } from '@perennial/testing/conformance/pipeline.conformance';
import { KafkaEventLog } from './kafka-event-log.js';
import { HUNG_MS } from './membership.js';

async function harness(options: TestKafkaOptions): Promise<LogHarness> {
  const kafka: TestKafka = await testKafka(options);
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
  eventLogConformance('kafka', () => harness({}));
  // Uses the product's topics.
  pipelineConformance('kafka', () => harness({ own: true }), testPostgres);
});
