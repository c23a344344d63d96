import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, dropDatabase } from '@perennial/database/create-database';
import { startEmbeddedPostgres } from '@perennial/database/embedded/start-postgres';

export interface TestDatabase {
  readonly url: string;
  /** Ends every session on it and removes it. */
  drop(): Promise<void>;
}

export interface TestPostgres {
  readonly adminUrl: string;
  /** A new, empty database with a unique name that begins with `prefix` (lower-case letters, digits, `_`). */
  createDatabase(prefix: string): Promise<TestDatabase>;
  /** Stops the server if this suite started it. */
  stop(): Promise<void>;
}

/** Settings that trade safety for speed: a test's data need not outlive the machine. */
const UNSAFE = { fsync: false, synchronous_commit: false, full_page_writes: false, shared_buffers: '64MB' };

/**
 * PostgreSQL for a suite: the run's shared server (`PERENNIAL_TEST_POSTGRES`, an admin URL), else an embedded one of
 * its own.
 */
export async function testPostgres(): Promise<TestPostgres> {
  const shared = process.env['PERENNIAL_TEST_POSTGRES'];
  if (shared) return onServer(shared, () => Promise.resolve());
  const root = mkdtempSync(join(tmpdir(), 'perennial-test-postgres-'));
  const server = await startEmbeddedPostgres({
    dataDir: join(root, 'postgres'),
    settings: UNSAFE,
    log: () => undefined,
  });
  return onServer(server.adminUrl, async () => {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  });
}

/** One database for a suite that needs no more; dropping it stops the server if this call started one. */
export async function createTestDatabase(prefix: string): Promise<TestDatabase> {
  const server = await testPostgres();
  const database = await server.createDatabase(prefix);
  return {
    url: database.url,
    drop: async () => {
      await database.drop();
      await server.stop();
    },
  };
}

function onServer(adminUrl: string, stop: () => Promise<void>): TestPostgres {
  return {
    adminUrl,
    stop,
    createDatabase: async (prefix) => {
      const name = `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
      await createDatabase(adminUrl, name);
      const url = new URL(adminUrl);
      url.pathname = `/${name}`;
      return { url: url.href, drop: () => dropDatabase(adminUrl, name) };
    },
  };
}
