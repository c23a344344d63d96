import { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { assertTopics, type LogReader, type ReadRecord } from '../log-reader.js';

export interface PostgresLogReaderOptions {
  /** The log's own database. */
  readonly url: string;
  readonly applicationName: string;
  readonly onError: (error: unknown) => void;
}

interface Row {
  topic: string;
  partition: number;
  record_offset: bigint;
  key: string;
  headers: string;
  value: Buffer;
  appended_at: Instant;
}

const COLUMNS = 'topic, partition, record_offset, key, headers, value, appended_at';
const PAGE = 2_000;
/** A page ends with the record that reaches it: dead letters of a MB each must not come by the thousand. */
const PAGE_BYTES = 4_194_304;
const READ_TIMEOUT_MS = 60_000;

/** Reads the tables of the postgres event log; a role that may only select is enough. */
export class PostgresLogReader implements LogReader {
  readonly #database: Database;

  constructor({ url, applicationName, onError }: PostgresLogReaderOptions) {
    this.#database = new Database({
      url,
      applicationName,
      poolSize: 1,
      transactionTimeoutMs: READ_TIMEOUT_MS,
      readOnly: true,
      onPoolError: onError,
    });
  }

  async topics(prefix: string): Promise<string[]> {
    const rows = await this.#database.query<{ topic: string }>(
      `select distinct topic from log_head where starts_with(topic, $1) order by topic`,
      [prefix],
    );
    return rows.map((row) => row.topic);
  }

  async read(
    topics: readonly string[],
    onRecords: (records: readonly ReadRecord[]) => Promise<void> | void,
  ): Promise<void> {
    assertTopics(topics, await this.topics(''));
    const heads = await this.#database.query<{ topic: string; partition: number; end: bigint }>(
      `select topic, partition, next_offset as end from log_head where topic = any($1::text[]) and next_offset > 0
       order by topic, partition`,
      [topics],
    );
    for (const { topic, partition, end } of heads) {
      for (let next = 0n; next < end;) {
        const page = await this.#page(topic, partition, next, end);
        const last = page.at(-1);
        if (!last) break;
        await onRecords(page);
        next = last.offset + 1n;
      }
    }
  }

  async readOne(topic: string, partition: number, offset: bigint): Promise<ReadRecord | undefined> {
    const rows = await this.#database.query<Row>(
      `select ${COLUMNS} from log_record where topic = $1 and partition = $2::int and record_offset = $3::bigint`,
      [topic, partition, offset],
    );
    return rows.map(toRecord)[0];
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  async #page(topic: string, partition: number, from: bigint, end: bigint): Promise<ReadRecord[]> {
    const rows = await this.#database.query<Row>(
      `select ${COLUMNS} from (
         select ${COLUMNS}, sum(octet_length(value)) over (order by record_offset) - octet_length(value) as before
         from (
           select ${COLUMNS} from log_record where topic = $1 and partition = $2::int and record_offset >= $3::bigint
           and record_offset < $4::bigint
           order by record_offset limit ${PAGE}) page) sized
       where before < ${PAGE_BYTES} order by record_offset`,
      [topic, partition, from, end],
    );
    return rows.map(toRecord);
  }
}

function toRecord({ topic, partition, record_offset, key, headers, value, appended_at }: Row): ReadRecord {
  return {
    topic,
    partition,
    offset: record_offset,
    key,
    headers: JSON.parse(headers) as Record<string, string>,
    value,
    appendedAt: appended_at,
  };
}
