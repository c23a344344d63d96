import type { Kafka, ProducerBatch, RecordMetadata } from 'kafkajs';
import type { NewRecord } from '../event-log.js';
import { KafkaAppender } from './kafka-appender.js';

type Answer = (batch: ProducerBatch) => Promise<RecordMetadata[]>;

const record = (key: string): NewRecord => ({ topic: 't', key, headers: { ce_id: key }, value: Buffer.from(key) });

function acknowledged(batch: ProducerBatch): RecordMetadata[] {
  return (batch.topicMessages ?? []).flatMap(({ topic, messages }) =>
    [...new Set(messages.map(({ partition }) => partition as number))].map((partition) => ({
      topicName: topic,
      partition,
      errorCode: 0,
    })),
  );
}

/** A broker that answers in turn; keys of what each producer sent. */
function broker(...answers: Answer[]): { appender: KafkaAppender; sent: string[]; ended: () => number } {
  const sent: string[] = [];
  let [made, ended] = [0, 0];
  const kafka = {
    producer: () => {
      const name = (made += 1);
      return {
        connect: async () => undefined,
        disconnect: async () => void (ended += 1),
        sendBatch: async (batch: ProducerBatch) => {
          sent.push(
            `${name}:${(batch.topicMessages ?? []).flatMap(({ messages }) => messages.map(({ key }) => key)).join(',')}`,
          );
          return await (answers.shift() ?? (async (all) => acknowledged(all)))(batch);
        },
      };
    },
  };
  return { appender: new KafkaAppender(kafka as unknown as Kafka, () => undefined), sent, ended: () => ended };
}

const refused =
  (code: number): Answer =>
  () =>
    Promise.reject(Object.assign(new Error(`code ${code}`), { code }));

test.each([45, 59])('error %i: a producer with a new id sends the same again', async (code) => {
  const { appender, sent, ended } = broker(refused(code));
  await appender.append([record('a'), record('b')]);
  expect(sent).toEqual(['1:a,b', '2:a,b']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended()).toBe(1);
});

test('any other error comes out, and the next call begins with a new producer', async () => {
  const { appender, sent } = broker(refused(19));
  await expect(appender.append([record('a')])).rejects.toThrow('code 19');
  await appender.append([record('a')]);
  expect(sent).toEqual(['1:a', '2:a']);
});

test('a partition that no answer names is sent again, and the others are not', async () => {
  const { appender, sent } = broker(async (batch) => acknowledged(batch).slice(1));
  await appender.append(['a', 'b', 'c', 'd', 'e'].map(record));
  expect(sent).toHaveLength(2);
  expect(sent[1]?.split(',').length).toBeLessThan(5);
});

test('what is never acknowledged is no success', async () => {
  const nothing: Answer = async () => [];
  const { appender } = broker(...Array.from({ length: 10 }, () => nothing));
  await expect(appender.append([record('a')])).rejects.toThrow(/acknowledged no record of t \d+/);
});

test('calls take turns', async () => {
  let open: (() => void) | undefined;
  const { appender, sent } = broker(async (batch) => {
    await new Promise<void>((resolve) => (open = resolve));
    return acknowledged(batch);
  });
  const both = [appender.append([record('a')]), appender.append([record('b')])];
  while (!open) await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual(['1:a']);
  open();
  await Promise.all(both);
  expect(sent).toEqual(['1:a', '1:b']);
});
