import type { ReviewId } from '@perennial/kernel/ids';
import { parseInstant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import type {
  FinishReviewRequest,
  FinishReviewResponse,
  ListReviewsRequest,
  ListReviewsResponse,
  Review,
  ReviewServiceService,
} from '@perennial/proto/gen/perennial/review/v1/review';
import { unary, type Peer } from '@perennial/service/grpc/client';
import { DEFAULT_PAGE } from '@perennial/service/grpc/page';
import { REVIEW_KEY } from '@perennial/service/review/review-key';

/** The services that keep a list of what a person must look at. */
export type ReviewPeers = readonly Peer<typeof ReviewServiceService>[];

const DEADLINE_MS = 5_000;

/**
 * One page of the lists of all services, oldest first. Each is asked for the same page, since a token of one goes on in
 * all; what does not fit is asked for again with the next. A service that does not answer fails the page: a list with
 * holes would look like a shorter one. @throws DomainError INVALID_REQUEST, PEER_UNAVAILABLE
 */
export async function mergeReviews(peers: ReviewPeers, request: ListReviewsRequest): Promise<ListReviewsResponse> {
  const lists = await Promise.all(peers.map((peer) => unary(peer, 'listReviews', request, DEADLINE_MS)));
  return mergePages(lists, request.pageSize === 0 ? DEFAULT_PAGE : request.pageSize);
}

/** Pure: the first `size` of several pages that each begin behind the same token. */
export function mergePages(lists: readonly ListReviewsResponse[], size: number): ListReviewsResponse {
  const all = lists.flatMap(({ reviews }) => reviews).sort(byKey);
  const reviews = all.slice(0, size);
  const last = reviews.at(-1);
  const more = all.length > size || lists.some(({ nextPageToken }) => nextPageToken !== '');
  return {
    reviews,
    nextPageToken: last && more ? REVIEW_KEY.token(keyOf(last)) : '',
    open: lists.reduce((sum, { open }) => sum + open, 0),
  };
}

/**
 * Marks a review as done in whichever service has it. @throws DomainError REVIEW_NOT_FOUND where none has, or what the
 * others said: a service that did not answer may have it
 */
export async function finishAnywhere(peers: ReviewPeers, request: FinishReviewRequest): Promise<FinishReviewResponse> {
  const answers = await Promise.allSettled(peers.map((peer) => unary(peer, 'finishReview', request, DEADLINE_MS)));
  const done = answers.find((answer) => answer.status === 'fulfilled');
  if (done) return done.value;
  const errors = answers.flatMap((answer): unknown[] => (answer.status === 'rejected' ? [answer.reason] : []));
  throw errors.find((error) => !(error instanceof DomainError && error.code === 'REVIEW_NOT_FOUND')) ?? errors[0];
}

function keyOf({ notedAt, reviewId }: Review) {
  const at = parseInstant(notedAt ?? '');
  if (!at.ok) throw new DomainError('BAD_INSTANT', `review ${reviewId}: ${at.error}`);
  return { notedAt: at.value, reviewId: reviewId as ReviewId };
}

/** As the services order them: by instant, then by id. */
function byKey(a: Review, b: Review): number {
  return keyOf(a).notedAt - keyOf(b).notedAt || (a.reviewId < b.reviewId ? -1 : 1);
}
