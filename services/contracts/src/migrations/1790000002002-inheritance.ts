import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a source stated of its own, apart from what is inherited. Builds of 0.2.0 stored the two alike: what equals the
 * customer's is taken as inherited until the source sends the record again; a customer's locale stays as it is.
 */
export class Inheritance1790000002002 implements MigrationInterface {
  readonly name = 'Inheritance1790000002002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table customer add column own_locale text;
      alter table contact add column own_zone text, add column own_locale text;
      alter table contract add column own_zone text;
      update customer set own_locale = locale;
      update contact p set own_zone = nullif(p.zone, u.zone), own_locale = nullif(p.locale, u.locale)
      from customer u where u.customer_id = p.customer_id;
      update contract c set own_zone = nullif(c.zone, u.zone) from customer u where u.customer_id = c.customer_id;`);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
