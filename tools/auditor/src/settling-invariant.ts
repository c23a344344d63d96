import type { AuditedSystem } from './audited-system.js';
import type { Invariant } from './invariant.js';
import { NO_ID, PAGE, pages } from './rows.js';

/** What the money of a term comes to, as its rows say, without a rule of the service. */
interface Sum {
  term_id: string;
  standing: string | null;
  /** The newest cause that is undone. */
  undone: string | null;
  received: bigint;
  /** The least and the current price, in the currency of the current one. */
  least: bigint | null;
  current: bigint | null;
}

const SUMS = `
  select t.term_id, k.standing, k.undone, coalesce(m.received, 0)::bigint as received, q.least, c.amount_minor as current
  from term t
  left join lateral (select currency, amount_minor from quote_all where term_id = t.term_id order by version desc limit 1) c
    on true
  left join lateral (select min(amount_minor)::bigint as least from quote_all
    where term_id = t.term_id and currency = c.currency) q on true
  left join lateral (select sum(amount_minor - reversed_minor) as received from payment_all
    where term_id = t.term_id and currency = c.currency and state in ('RECEIVED', 'RENEWED')) m on true
  left join lateral (select max(cause) filter (where undone_at is null) as standing,
      (array_agg(cause order by undone_at desc) filter (where undone_at is not null))[1] as undone
    from cause where term_id = t.term_id) k on true
  where t.term_id > $1 and exists (select from payment_all p where p.term_id = t.term_id)
  order by t.term_id limit ${PAGE}`;

/** A rest of half a percent and more is never waived; the service waives at most that. */
const covers = (received: bigint, price: bigint): boolean => received > 0n && (price - received) * 200n <= price;

export const moneySettles: Invariant = {
  name: 'money-settles',
  promise:
    "the sum of a term's money decides: never covered and dunned, never short and silent, never unmatched unseen",
  harm: 'other',
  async check(system) {
    const found: string[] = [];
    for await (const page of pages<Sum>((after) => system.payments.query(SUMS, [after?.term_id ?? NO_ID]))) {
      found.push(...page.flatMap(wrongSum), ...(await dunned(system, page)), ...(await silent(system, page)));
    }
    return [...found, ...(await unseen(system))];
  },
};

function wrongSum({ term_id: id, standing, received, least, current }: Sum): string[] {
  if (standing !== null && least !== null && !covers(received, least))
    return [`term ${id} is closed by ${standing}, and its money does not cover the price`];
  return standing === null && current !== null && received >= current && received > 0n
    ? [`term ${id} is covered by its money, and no cause says so`]
    : [];
}

/** Covered by money that stands, and yet open where reminders are planned, or where they are sent. */
async function dunned({ scheduling, delivery }: AuditedSystem, page: readonly Sum[]): Promise<string[]> {
  const paid = page.filter(({ standing }) => standing !== null);
  const lists = [paid.map((row) => row.term_id), paid.map((row) => row.standing)];
  const open = `
    select p.id, p.cause from unnest($1::uuid[], $2::text[]) as p(id, cause)
    where not exists (select from closure c where c.term_id = p.id and c.undone_by is null)`;
  const [planned, sent] = await Promise.all([
    scheduling.query<{ id: string; cause: string }>(open, lists),
    delivery.query<{ id: string; cause: string }>(open, lists),
  ]);
  return [
    ...planned.map((row) => `term ${row.id} is paid by ${row.cause} and open in scheduling`),
    ...sent.map((row) => `term ${row.id} is paid by ${row.cause} and open in delivery`),
  ];
}

/** Short, closed by a cause that payments took back alone, and nobody is told of the debt. */
async function silent({ contracts, payments }: AuditedSystem, page: readonly Sum[]): Promise<string[]> {
  const short = page.filter(({ standing, undone }) => standing === null && undone !== null);
  if (short.length === 0) return [];
  const held = await contracts.query<{ id: string }>(
    `select p.id from unnest($1::uuid[], $2::text[]) as p(id, cause)
     join closure c on c.term_id = p.id and c.cause = p.cause and c.undone_by is null
     where not exists (select from review_row r where r.kind = 'debt' and r.term_id = p.id)
       and not exists (select from closure o where o.term_id = p.id and o.cause <> p.cause and o.undone_by is null)`,
    [short.map((row) => row.term_id), short.map((row) => row.undone)],
  );
  const debts = await payments.query<{ term_id: string }>(
    `select term_id from review_row where kind = 'debt' and term_id = any($1::uuid[])`,
    [held.map((row) => row.id)],
  );
  const listed = new Set(debts.map((row) => row.term_id));
  return held
    .filter(({ id }) => !listed.has(id))
    .map(({ id }) => `term ${id} is short, closed, and no debt is on the list`);
}

/** Money without its term that is on no list. */
async function unseen({ payments }: AuditedSystem): Promise<string[]> {
  const rows = await payments.query<{ payment_id: string }>(
    `select p.payment_id from payment p
     where p.state = 'UNMATCHED' and not exists (
       select from review_row r where r.kind = 'payment_unmatched' and r.subject_id = p.payment_id::text)
     order by p.payment_id`,
    [],
  );
  return rows.map((row) => `payment ${row.payment_id} waits for its term and is on no list`);
}
