import {
  describeWithKafka,
  testKafka,
  type TestKafka,
  type TestKafkaOptions,
} from '@perennial/testing/kafka/test-kafka';
import { testPostgres } from '@perennial/testing/postgres';
import { eventLogConformance } from '../conformance/event-log.conformance.js';
import type { LogHarness } from '../conformance/log-harness.js';
import { pipelineConformance } from '../conformance/pipeline.conformance.js';
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
