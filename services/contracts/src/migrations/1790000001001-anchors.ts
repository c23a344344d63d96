import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What terms need to follow the business (ADR 0023): the anchor of a contract, where dates and grace of a term come
 * from, who closed it, and from which term it comes. Older builds know none of it and write nothing there.
 */
export class Anchors1790000001001 implements MigrationInterface {
  readonly name = 'Anchors1790000001001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table contract add column anchor date, add column revived_on date;
      alter table term add column stated boolean not null default false, add column reopened_on date,
        add column uncut_last_day date, add column auto_renew boolean not null default false;
      alter table closure add column closed_by text
        constraint closure_closed_by check (closed_by in ('payment', 'source', 'person', 'time'));

      create table lineage (
        term_id uuid, from_term_id uuid,
        kind text not null constraint lineage_kind check (kind in ('RENEWAL', 'SPLIT', 'MERGE')),
        primary key (term_id, from_term_id)
      );
      insert into lineage (term_id, from_term_id, kind)
        select n.term_id, t.term_id, 'RENEWAL' from term t join term n
          on n.contract_id = t.contract_id and n.number = t.number + 1 and not n.voided
        where t.state = 'RENEWED';
      update term t set auto_renew = true from contract c
        where c.contract_id = t.contract_id and c.auto_renew and t.state in ('OPEN', 'EXPIRED');

      drop index term_announcing, term_lapsing;
      create index term_announcing on term (horizon_at)
        where state in ('OPEN', 'EXPIRED') and expiring_at is null and set_aside_reason is null;
      create index term_lapsing on term (lapses_at)
        where state = 'EXPIRED' and not auto_renew and set_aside_reason is null;`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
