import pg from 'pg';
import { sqlState } from './errors.js';

const NAME = /^[a-z_][a-z0-9_]{0,62}$/;
const DUPLICATE_DATABASE = '42P04';

/**
 * Runs `work` on a connection of its own to `url`. Rejects as soon as the connection breaks, even between statements.
 */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // Heard from the beginning: a connection can break in the very moment in which it is ready.
  const broken = new Promise<never>((_resolve, reject) => client.on('error', reject));
  try {
    return await Promise.race([client.connect().then(() => work(client)), broken]);
  } finally {
    await client.end();
  }
}

/**
 * Creates a database unless it exists. `adminUrl` names any database of the server; the name is a plain lower-case
 * identifier.
 */
export async function createDatabase(adminUrl: string, name: string): Promise<void> {
  assertPlain(name);
  await withClient(adminUrl, async (client) => {
    try {
      await client.query(`create database ${name}`);
    } catch (error) {
      if (sqlState(error) !== DUPLICATE_DATABASE) throw error;
    }
  });
}

/** Ends all sessions on a database and removes it, if it exists. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  assertPlain(name);
  await withClient(adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
}

/** @throws RangeError unless the name of a database or role needs no quotes. */
export function assertPlain(name: string): void {
  if (!NAME.test(name)) throw new RangeError(`not a plain name: ${name}`);
}
