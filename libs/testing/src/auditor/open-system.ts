import { Database } from '@perennial/database/database';
import { instant, type Instant } from '@perennial/kernel/instant';
import type { AuditedSystem } from './audited-system.js';

export type DatabaseUrls = Readonly<Record<'contracts' | 'scheduling' | 'delivery' | 'payments' | 'events', string>>;

/** Opens the databases of a system for reading; on the sandbox clock `now` is what contracts keeps, else the wall clock. */
export async function openSystem(urls: DatabaseUrls): Promise<{ system: AuditedSystem; close(): Promise<void> }> {
  const open = (url: string): Database => new Database({ url, applicationName: 'auditor', poolSize: 2, transactionTimeoutMs: 60_000, onPoolError: (error) => process.stderr.write(`${error.message}\n`) });
  const databases = { contracts: open(urls.contracts), scheduling: open(urls.scheduling), delivery: open(urls.delivery), payments: open(urls.payments), events: open(urls.events) };
  const [clock] = await databases.contracts.query<{ now: Instant }>(`select now from sandbox_clock`, []);
  return {
    system: { ...databases, now: clock?.now ?? instant(Date.now()) },
    close: async () => {
      for (const database of Object.values(databases)) await database.close();
    },
  };
}
