import type { LogReader, ReadRecord } from '@perennial/events/log-reader';
import { DEAD_LETTER_PREFIX, TOPIC_PREFIX } from '@perennial/events/topics';
import { AUDITED, type AuditedService } from './audited-service.js';
import { IdSet } from './id-set.js';

const OWN_ID = new RegExp(`^(${AUDITED.join('|')})-(\\d{1,15})$`);

/** What the topics hold, as far as the invariants ask. */
export interface LogFacts {
  readonly records: number;
  readonly deadLetters: number;
  /** Records that no service of ours wrote: they are nobody's outbox's. */
  readonly foreign: number;
  /** Ids of each service's outbox that were published at least once. */
  readonly published: ReadonlyMap<AuditedService, IdSet>;
  /**
   * A sentence for each event that first appears behind a younger one of its key, and for each key in two partitions.
   */
  readonly disorder: readonly string[];
}

/** Where the events of a key stand in a topic. */
interface KeyPosition {
  readonly partition: number;
  latest: number;
}

/** Reads every topic of ours once. */
export async function readLogFacts(log: LogReader): Promise<LogFacts> {
  const pass = new LogPass();
  await log.read(await log.topics(TOPIC_PREFIX), (records) => records.forEach((record) => pass.note(record)));
  return pass;
}

class LogPass implements LogFacts {
  records = 0;
  deadLetters = 0;
  foreign = 0;
  readonly published = new Map(AUDITED.map((service) => [service, new IdSet()]));
  readonly disorder: string[] = [];
  readonly #positions = new Map<string, KeyPosition>();

  note(record: ReadRecord): void {
    this.records += 1;
    if (record.topic.startsWith(DEAD_LETTER_PREFIX)) this.deadLetters += 1;
    const [, service, digits] = OWN_ID.exec(record.headers['ce_id'] ?? '') ?? [];
    if (service === undefined || record.headers['ce_source'] !== `/perennial/${service}`) this.foreign += 1;
    else this.#noteOwn(record, service as AuditedService, Number(digits));
  }

  #noteOwn({ topic, partition, offset, key }: ReadRecord, service: AuditedService, id: number): void {
    const first = this.published.get(service)?.add(id) ?? false;
    const place = `${service} ${topic} ${key}`;
    const known = this.#positions.get(place);
    if (!known) this.#positions.set(place, { partition, latest: id });
    else if (known.partition !== partition)
      this.disorder.push(`key ${key} of ${topic} lies in partitions ${known.partition} and ${partition}`);
    else if (id > known.latest) known.latest = id;
    // Republishing repeats what was there; an event that was not must not stand behind a younger one.
    else if (first)
      this.disorder.push(
        `${service}-${id} first appears in ${topic}/${partition} at ${offset}, behind ${service}-${known.latest} of the same customer`,
      );
  }
}
