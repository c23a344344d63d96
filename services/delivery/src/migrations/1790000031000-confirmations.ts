import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Messages that wait at their provider until a colleague confirms them (ADR 0037). `look_at` is the one instant at
 * which something is to be done with one by itself: it is asked about, its colleague is reminded, it is forgotten.
 */
export class Confirmations1790000031000 implements MigrationInterface {
  readonly name = 'Confirmations1790000031000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table confirmation (
        message_id uuid primary key, confirmation_id uuid not null unique,
        provider text not null, endpoint text not null, provider_message_id text not null,
        state text not null constraint confirmation_state check (
          state in ('WAITING_FOR_STAFF', 'SENT', 'NOT_FRIEND', 'CAPPED', 'CANCELLED', 'UNKNOWN')),
        asked_at timestamptz not null, nudged_at timestamptz[] not null default '{}', failures int not null default 0,
        ended_at timestamptz, look_at timestamptz not null,
        constraint confirmation_ended check ((state = 'WAITING_FOR_STAFF') = (ended_at is null))
      )`);
    await runner.query(`create index confirmation_look on confirmation (look_at, message_id)`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
