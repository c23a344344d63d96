import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which invoice of which system was made out for a term: what a payment may name (docs/decisions/0025-money.md). */
export class Invoices1790000003001 implements MigrationInterface {
  readonly name = 'Invoices1790000003001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table invoice (
        system text not null,
        invoice text not null,
        contract_id uuid not null,
        term_id uuid not null,
        primary key (system, invoice, contract_id)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
