import type { Sql } from '@perennial/database/sql';
import type { ContractId, CustomerId, OwnerId, PaymentId, TeamId, TermId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Cause, Ledger, LedgerPayment } from '../ledger/ledger.js';
import type { TermFacts, TermState } from './term.js';

interface QuoteJson {
  readonly version: number;
  readonly currency: string;
  readonly minor: string;
  readonly issued: number;
  readonly named: number | null;
}

interface PaymentJson {
  readonly id: PaymentId;
  readonly currency: string;
  readonly minor: string;
  readonly reversed: string;
  readonly state: string;
  readonly reason: string | null;
  readonly paid: number;
}

interface CauseJson {
  readonly cause: string;
  readonly payment: PaymentId;
  readonly undone: boolean;
}

interface LedgerRow {
  readonly ledger_quotes: readonly QuoteJson[];
  readonly ledger_payments: readonly PaymentJson[];
  readonly ledger_causes: readonly CauseJson[];
}

/** The ledger of `term t`, in the statement that reads the term: all of it is of one instant. */
const LEDGER_COLUMNS = `
  (select coalesce(jsonb_agg(jsonb_build_object('version', q.version, 'currency', q.currency,
      'minor', q.amount_minor::text, 'issued', extract(epoch from q.issued_at) * 1000,
      'named', extract(epoch from q.named_at) * 1000) order by q.version), '[]')
    from quote q where q.term_id = t.term_id) as ledger_quotes,
  (select coalesce(jsonb_agg(jsonb_build_object('id', p.payment_id, 'currency', p.currency,
      'minor', p.amount_minor::text, 'reversed', p.reversed_minor::text, 'state', p.state, 'reason', p.reason,
      'paid', extract(epoch from p.paid_at) * 1000) order by p.payment_id), '[]')
    from payment p where p.term_id = t.term_id) as ledger_payments,
  (select coalesce(jsonb_agg(jsonb_build_object('cause', k.cause, 'payment', k.payment_id,
      'undone', k.undone_at is not null) order by k.cause_id), '[]')
    from cause k where k.term_id = t.term_id) as ledger_causes`;

function toLedger(row: LedgerRow): Ledger {
  return {
    quotes: row.ledger_quotes.map(({ version, currency, minor, issued, named }) => ({
      version,
      amount: { currency, minor: BigInt(minor) },
      issuedAt: instant(Math.round(issued)),
      namedAt: named === null ? null : instant(Math.round(named)),
    })),
    payments: row.ledger_payments.map(toLedgerPayment),
    causes: [
      ...row.ledger_causes.map(({ cause, payment: paymentId, undone }) => ({ cause, paymentId, undone })),
      ...causesOf020(row),
    ],
  };
}

function toLedgerPayment({ id, currency, minor, reversed, state, reason, paid }: PaymentJson): LedgerPayment {
  return {
    paymentId: id,
    amount: { currency, minor: BigInt(minor) },
    left: state === 'REVERSED' ? 0n : BigInt(minor) - BigInt(reversed),
    paidAt: instant(Math.round(paid)),
    failed: state === 'FAILED' ? (reason ?? '') : null,
  };
}

/** A build of 0.2.0 that runs beside this one renews and reverses without writing causes. */
function causesOf020({ ledger_payments, ledger_causes }: LedgerRow): Cause[] {
  return ledger_payments
    .filter(({ id, state, reversed }) => {
      const renewed = state === 'RENEWED' || (state === 'REVERSED' && reversed === '0');
      return renewed && !ledger_causes.some(({ payment }) => payment === id);
    })
    .map(({ id, state }) => ({ cause: `payment:${id}`, paymentId: id, undone: state === 'REVERSED' }));
}

interface FactsRow extends LedgerRow {
  readonly term_id: TermId;
  readonly contract_id: ContractId;
  readonly customer_id: CustomerId;
  readonly number: number;
  readonly last_day: LocalDate;
  readonly zone: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly state: TermState;
  readonly closed_by: string | null;
  readonly lapsed_at: number | null;
  readonly archived_on: LocalDate | null;
  readonly expiring: boolean;
  readonly version: number;
  readonly owner_id: OwnerId | null;
  readonly team_id: TeamId | null;
  readonly product: string | null;
}

/** Facts as they are stored: of an archived term the quotes and payments are not among them. */
export interface StoredFacts extends TermFacts {
  readonly archived: boolean;
}

/** Facts of the known ones of these terms in one statement, by term id. Terms without any quote are included. */
export async function readTermFacts(sql: Sql, termIds: readonly TermId[]): Promise<Map<TermId, StoredFacts>> {
  if (termIds.length === 0) return new Map();
  const rows = await sql.query<FactsRow>(
    `
    select t.*, c.product, ${LEDGER_COLUMNS}
    from term t left join contract c on c.contract_id = t.contract_id
    where t.term_id = any($1::uuid[])`,
    [termIds],
  );
  return new Map(rows.map((row) => [row.term_id, toFacts(row)]));
}

function toFacts(row: FactsRow): StoredFacts {
  return {
    termId: row.term_id,
    contractId: row.contract_id,
    customerId: row.customer_id,
    number: row.number,
    lastDay: row.last_day,
    zone: row.zone,
    amount: { currency: row.currency, minor: row.amount_minor },
    state: row.state,
    version: row.version,
    ownerId: row.owner_id,
    teamId: row.team_id,
    product: row.product ?? '',
    expiring: row.expiring,
    closedBy: row.closed_by,
    lapsedAt: row.lapsed_at === null ? null : instant(row.lapsed_at),
    archived: row.archived_on !== null,
    ...toLedger(row),
  };
}
