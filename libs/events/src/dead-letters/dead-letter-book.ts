import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { DeadLetterBody } from './dead-letter.js';
import type { EventLog } from '../event-log.js';
import type { LogReader, ReadRecord } from '../log-reader.js';
import { deadLetterTopic } from '../topics.js';

const TOPIC_PREFIX = deadLetterTopic('');

/** Where a dead letter lies on its topic. */
export interface LetterPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** The dead letters of an event log: what there is, what is in one, and the way back. */
export class DeadLetterBook {
  constructor(private readonly reader: LogReader) {}

  /** @returns a line for each letter, of one group or of all, the oldest first. */
  async list(group?: string): Promise<string[]> {
    const topics = (await this.reader.topics(TOPIC_PREFIX)).filter(
      (topic) => group === undefined || topic === deadLetterTopic(group),
    );
    const lines: { at: Instant; line: string }[] = [];
    await this.reader.read(
      topics,
      (records) => void lines.push(...records.map((record) => ({ at: record.appendedAt, line: lineOf(record) }))),
    );
    return lines.sort((a, b) => a.at - b.at).map(({ line }) => line);
  }

  /** @returns the letter as JSON, with its value as text; undefined when there is none at that place. */
  async show(place: LetterPlace): Promise<string | undefined> {
    const body = await this.#body(place);
    return body && JSON.stringify({ ...body, text: Buffer.from(body.value, 'base64').toString('utf8') }, null, 2);
  }

  /**
   * Appends the event to its topic again, as it was. Groups that have handled it drop it by its id, and those that keep
   * replicas drop it by its version (protocol.md, Inbox and batches). @returns the letter; undefined when there is none
   * at that place.
   */
  async replay(place: LetterPlace, log: EventLog): Promise<DeadLetterBody | undefined> {
    const body = await this.#body(place);
    if (body)
      await log.append([
        { topic: body.topic, key: body.key, headers: body.headers, value: Buffer.from(body.value, 'base64') },
      ]);
    return body;
  }

  async #body({ topic, partition, offset }: LetterPlace): Promise<DeadLetterBody | undefined> {
    if (!topic.startsWith(TOPIC_PREFIX))
      throw new Error(`${topic} is no topic of dead letters; theirs begin with ${TOPIC_PREFIX}`);
    const record = (await this.reader.topics(topic)).includes(topic)
      ? await this.reader.readOne(topic, partition, offset)
      : undefined;
    if (!record) return undefined;
    const body = bodyOf(record);
    if (!body) throw new Error(`the record at ${topic} ${partition} ${offset} is not a dead letter of ours`);
    return body;
  }
}

function lineOf(record: ReadRecord): string {
  const body = bodyOf(record);
  const what = body ? `${body.headers['ce_type'] ?? '?'}  ${body.reason}` : 'not a dead letter of ours';
  return `${formatInstant(record.appendedAt)}  ${record.topic} ${record.partition} ${record.offset}  ${what}`;
}

/** Others may write to these topics too. */
function bodyOf({ value }: ReadRecord): DeadLetterBody | undefined {
  try {
    const body = JSON.parse(value.toString('utf8')) as Partial<DeadLetterBody> | null;
    const whole =
      typeof body?.topic === 'string' &&
      typeof body.value === 'string' &&
      typeof body.key === 'string' &&
      typeof body.headers === 'object';
    return whole ? (body as DeadLetterBody) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
