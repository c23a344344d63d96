const { shareKafka } = await import(new URL('../../bin/run-tests/kafka-step.mjs', import.meta.url).href);
const { KafkaUnavailableError } = await import('@perennial/kafka/kafka-unavailable');

const started = () => Promise.resolve({ brokers: '127.0.0.1:9092', stop: () => Promise.resolve() });
const missing = () => Promise.reject(new KafkaUnavailableError('there is no Java (java)'));
const broken = () => Promise.reject(new Error('it stumbled'));

describe("the run's Kafka", () => {
  it('is handed to the suites', async () => {
    expect(await shareKafka(started, true)).toEqual({ setting: '127.0.0.1:9092', failed: false, note: undefined });
  });

  it("that cannot be had skips its suites loudly on a developer's machine", async () => {
    const { setting, failed, note } = await shareKafka(missing, false);
    expect({ setting, failed }).toEqual({ setting: 'unavailable: there is no Java (java)', failed: false });
    expect(note).toMatch(/SKIPPED.*there is no Java/);
  });

  it('that cannot be had is a failure with CI', async () => {
    expect(await shareKafka(missing, true)).toMatchObject({
      failed: true,
      note: expect.stringMatching(/CI=true.*there is no Java/),
    });
  });

  it.each([true, false])('that does not start is a failure, with CI %s', async (ci) => {
    expect(await shareKafka(broken, ci)).toMatchObject({
      setting: undefined,
      failed: true,
      note: expect.stringContaining('it stumbled'),
    });
  });
});
