import { archiveTable, archiveView } from '@perennial/database/archive/archive-tables';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Escalation on silence (ADR 0036): what became known behind sends, on which channel each went, when a term is looked
 * at again, and when providers were down.
 */
export class Escalation1790000025000 implements MigrationInterface {
  readonly name = 'Escalation1790000025000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

const STATEMENTS: readonly string[] = [
  `create table evidence (
    reminder_id uuid not null,
    term_id uuid not null,
    kind text not null,
    grade text not null,
    channel text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    answer text,
    constraint evidence_pk primary key (reminder_id, kind)
  )`,
  `create index evidence_term on evidence (term_id)`,
  ...archiveTable('evidence', ['term_id']),
  `create table breaker_change (
    provider text not null,
    process_id text not null,
    changed_at timestamptz not null,
    channel text not null,
    state text not null,
    constraint breaker_change_pk primary key (provider, process_id, changed_at)
  )`,
  `alter table term add column next_look_at timestamptz`,
  `alter table term add column listens boolean not null default false`,
  `create index term_look on term (next_look_at, term_id) where next_look_at is not null`,
  `alter table reminder add column sent_on text`,
  `alter table reminder_archive add column sent_on text`,
  archiveView('reminder'),
];
