import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { migrate } from '@perennial/database/migrate';
import { EventTables1767225600000 } from '@perennial/events/outbox/event-tables.migration';
import { ContractRecord, CustomerRecord } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { createTestDatabase } from '@perennial/testing/postgres';
import { Registry } from 'prom-client';
import { ImportRecords } from './import-records.js';
import { FieldCipher } from '../contact/field-cipher.js';
import { ContractAlerts } from '../term/count-alerts.js';
import { contractsService } from '../service.js';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { keepPartitions } from '@perennial/service/boot/housekeeping';

it.each([100, 2000])('times %i', async (N) => {
  const db = await createTestDatabase('scratch');
  await migrate({ url: db.url, service: 'x', entities: [], migrations: [EventTables1767225600000, ...contractsService.migrations] });
  const database = new Database({ url: db.url, applicationName: 'x', onPoolError: () => undefined });
  await keepPartitions(database);
  const times = new Map<string, [number, number]>();
  const orig = database.transaction.bind(database);
  let total = 0;
  (database as any).transaction = async (name: string, work: any) => { const s0 = performance.now(); const r0 = await orig(name, (tx: any) => work(new Proxy(tx, { get(t, k) {
    const v = t[k];
    if (k === 'query' || k === 'execute') return async (text: string, values: unknown[]) => { const s = performance.now(); const r = await t[k](text, values); const e = performance.now() - s; const key = text.trim().replace(/\s+/g, ' ').slice(0, 60); const c = times.get(key) ?? [0, 0]; times.set(key, [c[0] + 1, c[1] + e]); return r; };
    return typeof v === 'function' ? v.bind(t) : v; } }))); total += performance.now() - s0; return r0; };
  const importer = new ImportRecords(database, new Outbox(() => undefined), { now: () => Date.parse('2024-07-01T00:00:00Z') } as any, new WorkSignal(), new FieldCipher([{ id: 'k', key: Buffer.alloc(32, 1) }], Buffer.alloc(32, 2)), new ContractAlerts(new Registry()));
  await importer.execute(Array.from({ length: N }, (_, i) => ({ kind: 'customer' as const, record: CustomerRecord.fromJSON({ source: { system: 'a', id: `c${i}`, version: '1' }, name: 'x', country: 'DE', since: '2020-01-01' }) })));
  total = 0;
  const s = performance.now(); const cpu = process.cpuUsage();
  for (let b = 0; b < 20; b++) await importer.execute(Array.from({ length: 500 }, (_, i) => ({ kind: 'contract' as const, record: ContractRecord.fromJSON({ source: { system: 'a', id: `k${b * 500 + i}`, version: '1' }, customer: `c${Math.floor((b * 500 + i) / (10000 / N))}`, product: 'Suite', productType: 'subscription', periodMonths: 12, originalStart: '2023-09-01', amount: '1200.00', currency: 'EUR', seats: 5, status: 'CONTRACT_STATUS_ACTIVE' }) })));
  const ms = performance.now() - s; const used = process.cpuUsage(cpu);
  console.log(`${N} ${Math.round(10000 / ms * 1000)}/s total ${ms} tx ${total} cpu ${(used.user + used.system) / 1000}`, [...times].sort((a, b) => b[1][1] - a[1][1]).map(([k, [n, t]]) => `${n} ${Math.round(t)}ms ${k}`).join('\n'));
  await database.close(); await db.drop();
}, 60000);
