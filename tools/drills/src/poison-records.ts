import { randomBytes, randomUUID } from 'node:crypto';
import { TOPICS, type Topic } from '@perennial/events/topics';
import type { Message } from 'kafkajs';
import { kafkaOf } from './kafka-admin.js';

/** A type of each topic that its consumers handle. */
const HANDLED: Readonly<Record<Topic, string>> = {
  [TOPICS.contracts]: 'contract.changed',
  [TOPICS.reminders]: 'reminder.due',
  [TOPICS.deliveries]: 'delivery.outcome',
  [TOPICS.payments]: 'payment.renewed',
};
/** As large as an event may be. */
const LARGE = 1_000_000;

export interface Poison {
  readonly topic: Topic;
  readonly kind: string;
  readonly message: Message;
}

/** Appends them as any program could that may write to the topics. */
export async function sow(brokers: string, poisons: readonly Poison[]): Promise<void> {
  const producer = kafkaOf(brokers).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    for (const { topic, message } of poisons) await producer.send({ topic, messages: [message], acks: -1 });
  } finally {
    await producer.disconnect();
  }
}

/** All of it for every topic. @param now epoch ms. */
export function allPoison(now: number): Poison[] {
  return Object.values(TOPICS).flatMap((topic) => poisonFor(topic, now));
}

/** Everything that must never be on a topic. @param now epoch ms. */
export function poisonFor(topic: Topic, now: number): Poison[] {
  const headers = (type: string): Record<string, string> => ({
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: `poison-${randomUUID()}`,
    ce_source: '/drill',
    ce_type: type,
    ce_subject: 'poison',
    ce_time: new Date(now).toISOString(),
    ce_businesstime: '2025-01-06T00:00:00Z',
  });
  const known = HANDLED[topic];
  const { ce_id: _id, ce_type: _type, ...incomplete } = headers(known);
  const messages: Record<string, Omit<Message, 'key'> & { key?: string | null }> = {
    'bad bytes': { headers: headers(known), value: Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x7b]) },
    'wrong schema': {
      headers: headers(known),
      value: JSON.stringify({
        customerId: 5,
        contract: [],
        payment: 'none',
        reminders: { no: 'list' },
        reminderId: {},
      }),
    },
    'empty object': { headers: headers(known), value: '{}' },
    'missing headers': { headers: incomplete, value: '{}' },
    'nothing at all': { key: null, value: null },
    'no JSON object': { headers: headers(known), value: '[1,2,3]' },
    '1 MB': { headers: headers(known), value: randomBytes(LARGE) },
  };
  return Object.entries(messages).map(([kind, message]) => ({
    topic,
    kind,
    message: { key: randomUUID(), ...message } as Message,
  }));
}
