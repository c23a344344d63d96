import { archiveTable, archiveView } from '@perennial/database/archive/archive-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What becomes known of messages behind their acceptance (ADR 0035). Evidence goes where its message goes; reports of
 * messages that nobody knows are kept for a while. An attempt keeps the hash of the address that it called, so that a
 * bounce closes that address and none that the contact got since; those of 0.3.0 have none.
 */
export class Evidence1790000024000 implements MigrationInterface {
  readonly name = 'Evidence1790000024000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['attempt', 'attempt_archive']) {
      await runner.query(`alter table ${table} add column address_hmac text`);
      // Reports of SMTP servers name our own key: what they answer is no id, and an index of it is of no use.
      await runner.query(
        `create index ${table}_provider_id on ${table} (provider_message_id)
         where provider_message_id is not null and provider not in ('smtp', 'smtp-backup')`,
      );
    }
    await runner.query(archiveView('attempt'));
    await runner.query(`
      create table evidence (
        evidence_id uuid primary key, message_id uuid not null, provider text not null, report_id text not null,
        kind text not null constraint evidence_kind check (
          kind in ('ACCEPTED', 'DELIVERED', 'OPENED', 'CLICKED', 'ANSWERED', 'BOUNCED', 'COMPLAINED', 'WAITING_FOR_STAFF')),
        grade text not null constraint evidence_grade check (grade in ('WEAK', 'MEDIUM', 'STRONG')),
        answer text constraint evidence_answer check (
          answer in ('SNOOZE', 'IN_PROCUREMENT', 'WRONG_CONTACT', 'NOT_RENEWING', 'CALL_ME')),
        detail text not null, happened_at timestamptz not null, heard_at timestamptz not null,
        written_at timestamptz not null default clock_timestamp()
      )`);
    await runner.query(`create unique index evidence_report on evidence (provider, report_id)`);
    await runner.query(`create index evidence_message on evidence (message_id, evidence_id)`);
    for (const statement of archiveTable('evidence', ['message_id'])) await runner.query(statement);
    await runner.query(`
      create table unknown_report (
        provider text not null, report_id text not null, channel text not null,
        named_by text not null constraint unknown_report_named_by check (named_by in ('PROVIDER_ID', 'KEY', 'ADDRESS')),
        named text not null, kind text not null, closes_address boolean not null, detail text not null,
        happened_at timestamptz, heard_at timestamptz not null, tries integer not null default 0,
        next_try_at timestamptz not null, primary key (provider, report_id)
      )`);
    await runner.query(`create index unknown_report_due on unknown_report (next_try_at)`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
