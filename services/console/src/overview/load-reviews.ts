import type { Review } from '@perennial/proto/gen/perennial/review/v1/review';
import { unary } from '@perennial/service/grpc/client';
import type { Peers } from '../api/peers.client.js';
import { DEADLINE_MS } from './load-reminder-rows.js';
import { mergeReviews } from '../api/merge-reviews.js';

const SHOWN = 50;
const ANY_REVIEW = { kind: '', customerId: '', ownerId: '', includeDone: false, pageToken: '' };

/** A page of what a person must look at, with the names of customers. */
export interface ReviewList {
  readonly reviews: readonly Review[];
  readonly names: ReadonlyMap<string, string>;
  readonly open: number;
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** @throws DomainError INVALID_REQUEST, PEER_UNAVAILABLE */
export async function loadReviews(peers: Peers, pageToken: string): Promise<ReviewList> {
  const request = { ...ANY_REVIEW, pageSize: SHOWN, pageToken };
  const { reviews, open, nextPageToken } = await mergeReviews(peers.reviews, request);
  const customerIds = [...new Set(reviews.map(({ customerId }) => customerId).filter((id) => id !== ''))];
  const customers =
    customerIds.length === 0
      ? []
      : (
          await unary(
            peers.customers,
            'listCustomers',
            { nameContains: '', customerIds, incomplete: false, pageSize: SHOWN, pageToken: '' },
            DEADLINE_MS,
          )
        ).customers;
  return { reviews, names: new Map(customers.map(({ customerId, name }) => [customerId, name])), open, nextPageToken };
}

/** How many wait. @throws DomainError PEER_UNAVAILABLE */
export async function countReviews(peers: Peers): Promise<number> {
  return (await mergeReviews(peers.reviews, { ...ANY_REVIEW, pageSize: 1 })).open;
}
