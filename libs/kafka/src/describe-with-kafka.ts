import { kafkaSource } from './kafka-source.js';

/**
 * A suite that needs Kafka. Without one it is skipped and says so on a developer's machine, and fails with `CI=true`.
 * Suites that kill their Kafka or use the product's topics ask for an own one themselves: `testKafka({ own: true })`.
 */
export function describeWithKafka(name: string, suite: () => void): void {
  const source = kafkaSource({ own: false });
  if (source.kind !== 'none') return describe(name, suite);
  if (process.env['CI'] === 'true') {
    return describe(name, () => {
      test('there is a Kafka', () => {
        throw new Error(`with CI=true this suite must run: ${source.reason}`);
      });
    });
  }
  process.stderr.write(`\nSKIPPED, no Kafka: ${name} (${source.reason})\n`);
  return describe.skip(name, suite);
}
