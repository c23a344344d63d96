import { addDays } from '@perennial/calendar/civil';
import { ContractServiceService, type Term } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { ErpSyncServiceService } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { PaymentServiceService } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { TermState } from '@perennial/proto/gen/perennial/types/v1/types';
import { unary, type Peer } from '@perennial/service/grpc/client';
import { SYSTEM, recordsOf, recordsUntil } from '../sample/to-records.js';
import type { Portfolio, Subscription } from '../sample/ravenstack.js';
import { streamRecords, type SyncReport } from './erp-stream.js';
import type { FeederStep } from './feeder-steps.js';
import { EARLIEST_DAYS, payDay } from './payment-plan.js';

const DEADLINE_MS = 10_000;
const PAGE = 500;
/** Payments under way at the same time. */
const AT_ONCE = 50;

export interface FeederPeers {
  readonly erpSync: Peer<typeof ErpSyncServiceService>;
  readonly contracts: Peer<typeof ContractServiceService>;
  readonly payments: Peer<typeof PaymentServiceService>;
}

/** Plays the outside world of the sample: an ERP that sends records when their day comes, and customers who pay. */
export class Feeder {
  readonly #subscriptionOf = new Map<string, Subscription>();

  constructor(
    private readonly portfolio: Portfolio,
    private readonly peers: FeederPeers,
  ) {}

  /** Sends everything dated until `day`; repeating it changes nothing (idempotent by source id and version). */
  async importUntil(day: string): Promise<SyncReport> {
    return await this.#send(recordsUntil(this.portfolio, day));
  }

  async run(step: FeederStep): Promise<void> {
    if (step.kind === 'records') await this.#send(recordsOf(this.portfolio, step.day));
    else await this.#pay(step);
  }

  async #send(records: Parameters<typeof streamRecords>[1]): Promise<SyncReport> {
    const report = await streamRecords(this.peers.erpSync, records);
    const bySource = new Map(
      this.portfolio.subscriptions.map((subscription) => [subscription.subscriptionId, subscription]),
    );
    for (const [i, { contract }] of records.entries()) {
      const subscription = contract && bySource.get(contract.source?.id ?? '');
      const id = report.ids[i];
      if (subscription && id) this.#subscriptionOf.set(id, subscription);
    }
    return report;
  }

  async #pay({ day, zones, at }: FeederStep): Promise<void> {
    const due = (await this.#openTerms(day, addDays(day, EARLIEST_DAYS))).filter((term) => {
      const subscription = this.#subscriptionOf.get(term.contractId);
      return (
        subscription !== undefined &&
        zones.some((prefix) => term.zone.startsWith(prefix)) &&
        payDay(subscription, term) === day
      );
    });
    if (due.length === 0) return;
    const { terms } = await unary(
      this.peers.payments,
      'look',
      { termIds: due.map((term) => term.termId) },
      DEADLINE_MS,
    );
    const priced = new Map(terms.map((look) => [look.termId, look]));
    const payments = due.flatMap((term) => {
      const look = priced.get(term.termId);
      if (!look?.amount || look.amount.minor === 0n || look.closed) return [];
      const subscription = this.#subscriptionOf.get(term.contractId) as Subscription;
      return {
        gateway: SYSTEM,
        gatewayEventId: `${subscription.subscriptionId}:${term.number}`,
        termId: term.termId,
        amount: look.amount,
        paidAt: new Date(at).toISOString(),
        reference: undefined,
      };
    });
    // As a gateway's webhooks come: side by side. What follows from them then travels in a few batches; one after the
    // other each payment has its own pass through every service, which was half of the time of a walk.
    for (let first = 0; first < payments.length; first += AT_ONCE)
      await Promise.all(
        payments
          .slice(first, first + AT_ONCE)
          .map((payment) => unary(this.peers.payments, 'recordPayment', payment, DEADLINE_MS)),
      );
  }

  async #openTerms(lastDayFrom: string, lastDayTo: string): Promise<Term[]> {
    const terms: Term[] = [];
    let pageToken = '';
    do {
      const page = await unary(
        this.peers.contracts,
        'listTerms',
        {
          customerId: '',
          contractId: '',
          termIds: [],
          state: TermState.TERM_STATE_OPEN,
          lastDayFrom,
          lastDayTo,
          pageSize: PAGE,
          pageToken,
        },
        DEADLINE_MS,
      );
      terms.push(...page.terms);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return terms;
  }
}
