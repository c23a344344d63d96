import { Database } from '@perennial/database/database';

/** For the driver's own questions. */
export function openDatabase(url: string): Database {
  return new Database({
    url,
    applicationName: 'bench',
    poolSize: 2,
    transactionTimeoutMs: 120_000,
    onPoolError: (error) => process.stderr.write(`${error.message}\n`),
  });
}

/**
 * Database statements so far by service, the sum over its replicas. @param ops names and base URLs of their ops ports.
 */
export async function statementsOf(
  ops: readonly (readonly [name: string, url: string])[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, url] of ops) {
    const text = await (await fetch(`${url}/metrics`)).text();
    counts[name] =
      (counts[name] ?? 0) + Number(/^perennial_database_statements\{[^}]*\} (\S+)$/m.exec(text)?.[1] ?? Number.NaN);
  }
  return counts;
}
