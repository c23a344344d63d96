import { assertPlain, createDatabase, withClient } from './create-database.js';

export interface OwnedDatabase {
  /** Plain lower-case identifiers. */
  readonly database: string;
  readonly role: string;
  readonly password: string;
}

/**
 * A database that belongs to one role, which owns nothing else, and that no other ordinary role may enter: each service
 * reads its own tables only. Repeating it sets the password and mends the rights.
 * @param adminUrl any database of the server, as a superuser.
 * @returns the URL of the database as its owner.
 */
export async function createOwnedDatabase(
  adminUrl: string,
  { database, role, password }: OwnedDatabase,
): Promise<string> {
  assertPlain(role);
  await createDatabase(adminUrl, database);
  await withClient(adminUrl, async (client) => {
    await client.query(`do $$ begin create role ${role}; exception when duplicate_object then null; end $$`);
    await client.query(
      `alter role ${role} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${client.escapeLiteral(password)}`,
    );
    await client.query(`alter database ${database} owner to ${role}`);
    await client.query(`revoke all on database ${database} from public`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  url.username = role;
  url.password = password;
  return url.href;
}

/** Takes from all ordinary roles the right to enter the server's own databases, which every role has by default. */
export async function closeMaintenanceDatabases(adminUrl: string): Promise<void> {
  await withClient(adminUrl, (client) => client.query('revoke all on database postgres, template1 from public'));
}
