import type { Stage } from './stage.js';
import type { Channels } from './drill-provider.js';
import type { Wave } from './wave.js';

/** By whom a customer was told, by the providers' own records, and how many tasks ask a person to. */
export interface Told {
  readonly customerId: string;
  readonly primary: number;
  readonly backup: number;
  readonly 'sms-first': number;
  readonly 'sms-second': number;
  readonly task: number;
}

export type Way = Exclude<keyof Told, 'customerId'>;
export const WAYS: readonly Way[] = ['primary', 'backup', 'sms-first', 'sms-second', 'task'];

export function channelsOf(stage: Stage): Channels {
  if (!stage.provider.channels) throw new Error('this drill needs a provider over channels');
  return stage.provider.channels;
}

export async function whoWasTold(stage: Stage, { customers }: Wave): Promise<Told[]> {
  const { primary, backup, sms } = channelsOf(stage);
  const tasks = await stage.database('delivery').query<{ id: string; count: number }>(
    `select customer_id as id, count(*)::int as count from task where kind = 'CONTACT' and message_id is not null
       and customer_id = any($1::uuid[]) group by customer_id`,
    [customers.map(({ customerId }) => customerId)],
  );
  const opened = new Map(tasks.map(({ id, count }) => [id, count]));
  const texts = (fake: Channels['sms']['sms-first'], phone: string): number =>
    fake.messages.filter(({ to }) => to === phone).length;
  return customers.map(({ customerId, email, phone }) => ({
    customerId,
    primary: email === '' ? 0 : primary.acceptedBy(email).length,
    backup: email === '' ? 0 : backup.acceptedBy(email).length,
    'sms-first': texts(sms['sms-first'], phone),
    'sms-second': texts(sms['sms-second'], phone),
    task: opened.get(customerId) ?? 0,
  }));
}

export interface Expected {
  /** Who could tell. */
  readonly of: readonly Way[];
  /** Who took messages and reported that they did not arrive. */
  readonly failed?: readonly Way[];
  /** Customers of whom nobody knows whether they were told. */
  readonly mayBeSilent?: number;
}

/** Notes who told the wave, and says whom nobody told, or two. */
export async function judgeTold(
  stage: Stage,
  wave: Wave,
  { of, failed = [], mayBeSilent = 0 }: Expected,
): Promise<readonly Told[]> {
  const told = await whoWasTold(stage, wave);
  const times = (one: Told): number => WAYS.reduce((sum, way) => sum + (failed.includes(way) ? 0 : one[way]), 0);
  const sums = WAYS.map((way) => [way, told.reduce((sum, one) => sum + one[way], 0)] as const);
  const figures = sums.filter(([, count]) => count > 0).map(([way, count]) => `${count} by ${way}`);
  stage.ledger.notes.push(`${wave.name}: of ${told.length} ${figures.join(' and ') || 'nobody'}`);
  const silent = told.filter((one) => times(one) === 0);
  const twice = told.filter((one) => times(one) > 1);
  const elsewhere = sums.filter(([way, count]) => count > 0 && !of.includes(way) && !failed.includes(way));
  if (silent.length > mayBeSilent)
    stage.ledger.broken.push(
      `${wave.name}: ${silent.length} customers were told by nobody, such as ${silent[0]?.customerId}`,
    );
  if (twice.length > 0)
    stage.ledger.broken.push(`${wave.name}: ${twice.length} customers were told twice: ${JSON.stringify(twice[0])}`);
  for (const [way, count] of elsewhere)
    stage.ledger.broken.push(`${wave.name}: ${count} were told by ${way}, which was broken or had no turn`);
  return told;
}

/** Calls that a provider got for the customers of a wave; what was too late to go out was none. */
export async function callsTo(stage: Stage, provider: string, { customers }: Wave): Promise<number> {
  const [row] = await stage.database('delivery').query<{ count: number }>(
    `select count(*)::int as count from attempt a join message m using (message_id)
     where a.provider = $1 and a.state <> 'EXPIRED' and m.customer_id = any($2::uuid[])`,
    [provider, customers.map(({ customerId }) => customerId)],
  );
  return row?.count ?? 0;
}

/** What the breaker of a provider did behind this id of the outbox, in its order. */
export async function breakerOf(stage: Stage, provider: string, after: bigint): Promise<string[]> {
  const rows = await stage.database('delivery').query<{ state: string }>(
    `select data::json ->> 'state' as state from outbox
     where type = 'provider.changed' and id > $1::bigint and data::json ->> 'provider' = $2 order by id`,
    [after, provider],
  );
  return rows.map(({ state }) => state);
}

/** Where the outbox of delivery stands. */
export async function outboxEnd(stage: Stage): Promise<bigint> {
  const [row] = await stage
    .database('delivery')
    .query<{ id: bigint }>(`select coalesce(max(id), 0) as id from outbox`, []);
  return BigInt(row?.id ?? 0);
}
