/** There is no Kafka to be had on this machine, as opposed to one that does not work. */
export class KafkaUnavailableError extends Error {
  override readonly name = 'KafkaUnavailableError';
}
