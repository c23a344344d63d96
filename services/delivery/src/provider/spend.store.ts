import type { Sql, Transaction } from '@perennial/database/database';
import type { Spent } from './spend-book.js';

interface Row extends Omit<Spent, 'micros'> {
  readonly micros: string;
}

const COLUMNS = `provider, month, currency, micros::text as micros`;

export async function spentIn(sql: Sql, month: string): Promise<Spent[]> {
  return (await sql.query<Row>(`select ${COLUMNS} from spend where month = $1 order by provider`, [month])).map(
    spentOf,
  );
}

/** Adds to what is stored. @returns the totals of all processes. */
export async function addSpent(tx: Transaction, spent: readonly Spent[]): Promise<Spent[]> {
  const rows = await tx.query<Row>(
    `insert into spend (provider, month, currency, micros)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::int8[]) as s(provider, month, currency, micros)
     order by provider, month, currency
     on conflict (provider, month, currency) do update set micros = spend.micros + excluded.micros returning ${COLUMNS}`,
    [
      spent.map(({ provider }) => provider),
      spent.map(({ month }) => month),
      spent.map(({ currency }) => currency),
      spent.map(({ micros }) => micros),
    ],
  );
  return rows.map(spentOf);
}

function spentOf({ micros, ...row }: Row): Spent {
  return { ...row, micros: Number(micros) };
}
