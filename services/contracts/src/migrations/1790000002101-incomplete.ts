import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Records that lack something, and how good each source's records are (D-01, D-02). What is stored already is judged
 * here once; builds of 0.2.0 that still run judge nothing, so a record they take is judged with its next change.
 */
export class Incomplete1790000002101 implements MigrationInterface {
  readonly name = 'Incomplete1790000002101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table incomplete_record (
        entity_id uuid primary key,
        kind text not null constraint incomplete_record_kind check (kind in ('customer', 'contact', 'contract')),
        customer_id uuid not null, missing text[] not null, due_at timestamptz, set_aside_reason text
      );
      create index incomplete_record_listed on incomplete_record (kind, entity_id);
      create index incomplete_record_due on incomplete_record (due_at)
        where due_at is not null and set_aside_reason is null;
      create table source_quality (
        system text primary key, contracts bigint not null default 0, lacking bigint not null default 0,
        customers bigint not null default 0, unreachable bigint not null default 0, due_at timestamptz,
        set_aside_reason text
      );
      insert into incomplete_record (entity_id, kind, customer_id, missing, due_at)
      select entity_id, kind, customer_id, missing, 'epoch' from (
        select contact_id as entity_id, 'contact' as kind, customer_id, array['email'] as missing
        from contact where active and email_hmac is null
        union all
        select customer_id, 'customer', customer_id, array_remove(array[
          case when not exists (select from contact p where p.customer_id = u.customer_id and p.active)
            then 'contacts' end,
          case when owner_id is null then 'owner' end], null)
        from customer u
        union all
        select contract_id, 'contract', customer_id, array_remove(array[
          case when not exists (select from term t where t.contract_id = c.contract_id and not t.voided)
            then 'term' end,
          case when product_type <> 'trial' and (select t.amount_minor from term t
            where t.contract_id = c.contract_id and not t.voided order by t.number desc limit 1) = 0
            then 'amount' end], null)
        from contract c where status = 'ACTIVE'
      ) judged where cardinality(missing) > 0;
      insert into source_quality (system, due_at) select distinct system, 'epoch'::timestamptz from source_ref;`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
