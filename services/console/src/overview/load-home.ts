import type { Customer } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { ReminderState } from '@perennial/proto/gen/perennial/types/v1/types';
import { unary } from '@perennial/service/grpc/client';
import type { Peers } from '../api/peers.client.js';
import type { WalkProgress } from '../clock/walk-clock.js';
import { countReviews } from './load-reviews.js';
import { DEADLINE_MS, loadReminderRows, type ReminderRow } from './load-reminder-rows.js';

const DUE_SHOWN = 10;
const CUSTOMERS_SHOWN = 20;

/** What a visitor asked the first page for. */
export interface HomeQuestion {
  /** Part of a customer's name; empty = all. */
  readonly name: string;
  /** Token of a page of customers; empty = the first. */
  readonly pageToken: string;
}

export interface Home {
  /** Undefined on the system clock: nothing can be walked. */
  readonly clock: WalkProgress | undefined;
  /** How many rows wait for a person, in all services. */
  readonly reviews: number;
  /** The next planned reminders, by due instant. */
  readonly due: readonly ReminderRow[];
  readonly question: HomeQuestion;
  readonly customers: readonly Customer[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** @throws DomainError INVALID_REQUEST naming what was asked wrongly, PEER_UNAVAILABLE */
export async function loadHome(
  peers: Peers,
  clock: (() => Promise<WalkProgress>) | undefined,
  question: HomeQuestion,
): Promise<Home> {
  const [progress, reviews, due, list] = await Promise.all([
    clock?.(),
    countReviews(peers),
    loadDue(peers),
    unary(
      peers.customers,
      'listCustomers',
      { nameContains: question.name, pageSize: CUSTOMERS_SHOWN, pageToken: question.pageToken, customerIds: [] },
      DEADLINE_MS,
    ),
  ]);
  return { clock: progress, reviews, due, question, customers: list.customers, nextPageToken: list.nextPageToken };
}

async function loadDue(peers: Peers): Promise<ReminderRow[]> {
  const { reminders } = await unary(
    peers.reminders,
    'listReminders',
    { customerId: '', termId: '', state: ReminderState.REMINDER_STATE_PLANNED, pageSize: DUE_SHOWN, pageToken: '' },
    DEADLINE_MS,
  );
  return await loadReminderRows(peers, reminders);
}
