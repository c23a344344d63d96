import { readFileSync, writeFileSync } from 'node:fs';
import { Database } from '@perennial/database/database';
import { checkedValues, schemaText } from '@perennial/database/schema-text';
import { migrateService } from '@perennial/service/boot/migrate-service';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { createTestDatabase, type TestDatabase } from '../postgres.js';

const HEAD = `-- The schema of this service's migrated database, without partitions. Written by UPDATE_SCHEMA=1 with
-- schema.int.spec.ts; a change of this file is a change of the schema and is reviewed line by line.

`;

export interface SchemaSuite {
  readonly service: Pick<ServiceDefinition, 'name' | 'migrations'>;
  /** `services/<name>/schema.sql`, committed. */
  readonly snapshot: URL;
  /**
   * The states of each state column: those of its transition table, as in `{ 'payment.state': PAYMENT_STATES.states }`,
   * or, in a replica, those of the proto enum.
   */
  readonly states: Readonly<Record<string, readonly string[]>>;
}

/** Declares what must hold of the schema of every service (ADR 0017). */
export function schemaSuite({ service, snapshot, states }: SchemaSuite): void {
  describe(`schema of ${service.name}`, () => {
    let home: TestDatabase;
    let database: Database;
    beforeAll(async () => {
      home = await createTestDatabase(`${service.name}_schema`);
      await migrateService(service, home.url);
      database = new Database({ url: home.url, applicationName: 'schema', poolSize: 4, onPoolError: () => undefined });
    }, 60_000);
    afterAll(async () => {
      await database.close();
      await home.drop();
    });

    it('is the committed one', async () => {
      const text = HEAD + (await schemaText(database));
      if (process.env['UPDATE_SCHEMA']) writeFileSync(snapshot, text);
      expect(text).toBe(readFileSync(snapshot, 'utf8'));
    });

    it.each(Object.entries(states))('%s lets in the states that its code knows', async (place, known) => {
      const [table = '', column = ''] = place.split('.');
      expect((await checkedValues(database, table, column)).sort()).toEqual([...known].sort());
    });
  });
}
