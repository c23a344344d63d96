import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The postgres event log: append-only records, heads that give offsets, members and assignments of groups. */
export class LogTables1767225600001 implements MigrationInterface {
  readonly name = 'LogTables1767225600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table log_head (
        topic text not null,
        partition int not null,
        next_offset bigint not null,
        primary key (topic, partition)
      ) with (fillfactor = 50)`);
    await runner.query(`
      create table log_record (
        topic text not null,
        partition int not null,
        record_offset bigint not null,
        key text not null,
        headers text not null,
        value bytea not null,
        appended_at timestamptz not null default clock_timestamp(),
        primary key (topic, partition, record_offset)
      )`);
    await runner.query(`
      create table log_member (
        grp text not null,
        member uuid not null,
        until timestamptz not null,
        primary key (grp, member)
      )`);
    await runner.query(`
      create table log_assignment (
        grp text not null,
        topic text not null,
        partition int not null,
        position bigint not null,
        holder uuid,
        epoch bigint not null,
        until timestamptz not null,
        primary key (grp, topic, partition)
      ) with (fillfactor = 50)`);
    // Heads are locked in one order and stay locked to the end of the statement's transaction: offsets have no gaps and
    // become visible in their order, so that a reader may go by offset alone.
    await runner.query(`
      create function log_append(topics text[], partitions int[], keys text[], headers text[],
      payloads bytea[]) returns void language plpgsql as $$
      begin
        perform 1 from log_head h
          where (h.topic, h.partition) in (select distinct t, p from unnest(topics, partitions) as i(t, p))
          order by h.topic, h.partition for update;
        insert into log_record (topic, partition, record_offset, key, headers, value)
          select i.t, i.p, h.next_offset + row_number() over (partition by i.t, i.p order by i.n) - 1, i.k, i.hd, i.v
          from unnest(topics, partitions, keys, headers, payloads) with ordinality as i(t, p, k, hd, v, n)
          join log_head h on h.topic = i.t and h.partition = i.p;
        update log_head h set next_offset = h.next_offset + c.n
          from (select t, p, count(*) as n from unnest(topics, partitions) as i(t, p) group by t, p) c
          where h.topic = c.t and h.partition = c.p;
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function log_append(text[], int[], text[], text[], bytea[])`);
    await runner.query(`drop table log_assignment, log_member, log_record, log_head`);
  }
}
