import { archiveView } from '@perennial/database/archive/archive-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = ['OPEN', 'WAITING', 'ACCEPTED', 'REFUSED', 'FAILED', 'EXPIRED', 'UNCERTAIN', 'DROPPED'];
const BEFORE = STATES.filter((state) => state !== 'WAITING');

function statesAre(states: readonly string[]): string {
  return `alter table message drop constraint message_state, add constraint message_state check (
    state in (${states.map((state) => `'${state}'`).join(', ')}))`;
}

/**
 * What several channels and providers need (ADR 0032): messages that wait for a person, the providers that a message
 * passes over, when it goes on to the next channel, switches, and what was done instead of what failed. Every new
 * column may be left out: a build of 0.3.0 runs beside this.
 */
export class Channels1790000021000 implements MigrationInterface {
  readonly name = 'Channels1790000021000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(statesAre(STATES));
    for (const table of ['message', 'message_archive'])
      await runner.query(
        `alter table ${table} add column passed_over text[] not null default '{}', add column failover_at timestamptz`,
      );
    await runner.query(archiveView('message'));
    await runner.query(`
      create table sending_switch (
        scope text primary key, mode text not null constraint sending_switch_mode check (mode in ('ON', 'OFF', 'DRY_RUN')),
        reason text not null, turned_by text not null, turned_at timestamptz not null
      )`);
    await runner.query(`
      create table exception (
        exception_id uuid primary key, message_id uuid not null, customer_id uuid not null,
        addressee_kind text not null, addressee_id uuid not null, reminder_ids uuid[] not null, term_ids uuid[] not null,
        at timestamptz not null, channel text not null, provider text not null, reason text not null,
        instead text not null constraint exception_instead check (
          instead in ('RETRY', 'NEXT_PROVIDER', 'NEXT_CHANNEL', 'TASK', 'OTHER_ADDRESS', 'NOTHING')),
        instead_message_id uuid, instead_channel text
      )`);
    await runner.query(`create index exception_customer on exception (customer_id, exception_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table exception, sending_switch`);
    await runner.query(`drop view message_all`);
    for (const table of ['message', 'message_archive'])
      await runner.query(`alter table ${table} drop column passed_over, drop column failover_at`);
    await runner.query(archiveView('message'));
    await runner.query(statesAre(BEFORE));
  }
}
