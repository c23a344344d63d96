import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the messages of providers cost, by month: a cap holds over restarts and replicas (ADR 0033). */
export class Spend1790000022000 implements MigrationInterface {
  readonly name = 'Spend1790000022000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table spend (
        provider text, month text constraint spend_month check (month ~ '^\\d{4}-\\d{2}$'), currency text,
        micros bigint not null, primary key (provider, month, currency)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table spend`);
  }
}
