import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Holds on customers, contracts and terms, and until when they put a term's lapse off. */
export class Holds1790000002003 implements MigrationInterface {
  readonly name = 'Holds1790000002003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table hold (
        hold_id uuid primary key,
        scope text not null constraint hold_scope check (scope in ('CUSTOMER', 'CONTRACT', 'TERM')),
        subject_id uuid not null, customer_id uuid not null, contract_id uuid, reason text not null, owner_id uuid,
        placed_at timestamptz not null, until date not null, ends_at timestamptz not null, ended_at timestamptz,
        version int not null, set_aside_reason text
      );
      create unique index hold_standing on hold (subject_id) where ended_at is null;
      create index hold_subject on hold (subject_id);
      create index hold_customer on hold (customer_id, placed_at, hold_id);
      create index hold_contract on hold (contract_id) where ended_at is null;
      create index hold_placed on hold (placed_at, hold_id);
      create index hold_ending on hold (ends_at) where ended_at is null and set_aside_reason is null;
      alter table term add column lapse_held_until timestamptz;
      create index term_lapse_due on term (greatest(lapses_at, lapse_held_until))
        where state = 'EXPIRED' and not auto_renew and set_aside_reason is null;
      create index term_lapse_held on term (customer_id) where lapse_held_until is not null;`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
