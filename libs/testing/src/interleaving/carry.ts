import { toRecord } from '@perennial/events/cloud-event';
import { encode } from '@perennial/events/codec';
import type { NewEvent } from '@perennial/events/event';
import type { LogRecord } from '@perennial/events/event-log';
import { definitionOf } from '@perennial/events/registry';
import type { Instant } from '@perennial/kernel/instant';
import { wallNow } from '@perennial/service/clock/business-clock';
import type { QuietService } from './quiet-service.js';

/** An event as a relay would have put it into the log. @param id the same for a redelivery. */
export function asRecord({ type, payload }: NewEvent, id: string, businesstime: Instant): LogRecord {
  const { topic, key, subject } = definitionOf(type);
  const attributes = {
    id,
    source: 'test',
    type,
    subject: subject(payload),
    time: wallNow(),
    businesstime,
    restated: false,
    traceparent: undefined,
  };
  return { ...toRecord(topic, key(payload), attributes, Buffer.from(encode(type, payload))), partition: 0, offset: 0n };
}

/** Brings what a service has committed for one customer to another one, each event once, in the order of the outbox. */
export class Carrier {
  readonly #carried = new Set<bigint>();

  private constructor(
    private readonly from: QuietService,
    private readonly to: QuietService,
    private readonly customerId: string,
    private readonly after: bigint,
  ) {}

  static async open(from: QuietService, to: QuietService, customerId: string): Promise<Carrier> {
    const [row] = await from.database.query<{ id: bigint | null }>('select max(id) as id from outbox', []);
    return new Carrier(from, to, customerId, row?.id ?? 0n);
  }

  /** @returns how many events it brought. */
  async carry(): Promise<number> {
    const rows = await this.from.database.query<{
      id: bigint;
      topic: string;
      key: string;
      type: string;
      subject: string;
      time: Instant;
      businesstime: Instant;
      data: string;
    }>(
      'select id, topic, key, type, subject, time, businesstime, data from outbox where id > $1 and key = $2 order by id',
      [this.after, this.customerId],
    );
    const fresh = rows.filter(({ id }) => !this.#carried.has(id));
    for (const { id } of fresh) this.#carried.add(id);
    for (const row of fresh) {
      const attributes = {
        ...row,
        id: `${this.from.name}-${row.id}`,
        source: this.from.name,
        restated: false,
        traceparent: undefined,
      };
      await this.to.take({
        ...toRecord(row.topic, row.key, attributes, Buffer.from(row.data)),
        partition: 0,
        offset: row.id,
      });
    }
    return fresh.length;
  }
}
