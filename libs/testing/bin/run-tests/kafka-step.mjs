/**
 * The run's shared Kafka, or why there is none. On a developer's machine that skips its suites, loudly; with CI it is a
 * failure. A Kafka that could be had and does not start is a failure anywhere.
 * @param {() => Promise<{ brokers: string, stop(): Promise<void> }>} starting @param {boolean} ci
 * @returns {Promise<{ setting: string | undefined, failed: boolean, note: string | undefined }>} setting:
 * PERENNIAL_TEST_KAFKA for the suites
 */
export async function shareKafka(starting, ci) {
  try {
    return { setting: (await starting()).brokers, failed: false, note: undefined };
  } catch (error) {
    if (error.name !== 'KafkaUnavailableError')
      return { setting: undefined, failed: true, note: `did not start: ${error.stack ?? error}` };
    const note = ci
      ? `is missing, and with CI=true its suites must run: ${error.message}`
      : `is missing, SUITES THAT NEED IT WERE SKIPPED: ${error.message}`;
    return { setting: `unavailable: ${error.message}`, failed: ci, note };
  }
}
