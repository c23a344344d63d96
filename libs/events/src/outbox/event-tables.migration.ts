import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Outbox, relay lease, inbox and deferred events of one service (protocol.md, Outbox and Inbox). The outbox id's
 * default draws a transaction id before the sequence: the relay's cut relies on that order.
 */
export class EventTables1767225600000 implements MigrationInterface {
  readonly name = 'EventTables1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create sequence outbox_id_seq as bigint`);
    await runner.query(`
      create function outbox_next_id() returns bigint language plpgsql volatile as $$
      begin
        perform pg_current_xact_id();
        return nextval('outbox_id_seq');
      end $$`);
    await runner.query(`
      create table outbox (
        id bigint not null default outbox_next_id(),
        time timestamptz not null default clock_timestamp(),
        topic text not null,
        key text not null,
        type text not null,
        subject text not null,
        businesstime timestamptz not null,
        restated boolean not null,
        traceparent text,
        encoding text not null,
        data text not null,
        primary key (id, time)
      ) partition by range (time)`);
    await runner.query(`
      create table relay_lease (
        name text primary key,
        position bigint not null,
        holder uuid,
        epoch bigint not null,
        until timestamptz not null
      )`);
    await runner.query(
      `insert into relay_lease (name, position, epoch, until) values ('outbox', 0, 0, clock_timestamp())`,
    );
    await runner.query(`
      create table inbox (
        grp text not null,
        event_id text not null,
        time timestamptz not null,
        primary key (grp, event_id, time)
      ) partition by range (time)`);
    await runner.query(`
      create table deferred_event (
        deferred_id bigint generated always as identity primary key,
        grp text not null,
        subject text not null,
        topic text not null,
        partition integer not null,
        "offset" bigint not null,
        key text not null,
        headers jsonb not null,
        value bytea not null,
        reason text not null,
        deferred_at timestamptz not null default clock_timestamp()
      )`);
    await runner.query(`create index deferred_event_subject on deferred_event (grp, subject, deferred_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table deferred_event, inbox, relay_lease, outbox`);
    await runner.query(`drop function outbox_next_id()`);
    await runner.query(`drop sequence outbox_id_seq`);
  }
}
