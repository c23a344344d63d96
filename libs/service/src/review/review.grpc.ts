import { Controller } from '@nestjs/common';
import type { CustomerId, OwnerId, ReviewId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import {
  ReviewServiceControllerMethods,
  type FinishReviewRequest,
  type FinishReviewResponse,
  type ListReviewsRequest,
  type ListReviewsResponse,
  type Review as ReviewMessage,
  type ReviewServiceController,
} from '@perennial/proto/gen/perennial/review/v1/review';
import { BusinessClock } from '../clock/business-clock.js';
import { readRequest } from '../grpc/request-check.js';
import { FinishReview } from './finish-review.js';
import { ListReviews } from './list-reviews.js';
import { REVIEW_KEY } from './review-key.js';
import { ageSeconds, whatToDo, type Review } from './review.js';

const KIND = /^[a-z][a-z_]{0,59}$/;

/** The ReviewService of one service: its own list. */
@Controller()
@ReviewServiceControllerMethods()
export class ReviewGrpc implements ReviewServiceController {
  constructor(
    private readonly clock: BusinessClock,
    private readonly list: ListReviews,
    private readonly finish: FinishReview,
  ) {}

  async listReviews(request: ListReviewsRequest): Promise<ListReviewsResponse> {
    const query = readRequest((check) => ({
      kind: request.kind === '' ? null : check.name('kind', request.kind, KIND, 'is a kind of docs/reviews.md'),
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      ownerId: check.optionalId<OwnerId>('owner_id', request.ownerId),
      includeDone: request.includeDone,
      size: check.pageSize(request.pageSize),
      after: check.pageToken(REVIEW_KEY, request.pageToken),
    }));
    const { rows, nextPageToken, open } = await this.list.execute(query);
    const now = this.clock.now();
    return { reviews: rows.map((review) => reviewMessage(review, now)), nextPageToken, open };
  }

  async finishReview(request: FinishReviewRequest): Promise<FinishReviewResponse> {
    const { id, doneBy } = readRequest((check) => ({
      id: check.id<ReviewId>('review_id', request.reviewId),
      doneBy: check.text('done_by', request.doneBy, 100),
    }));
    return { review: reviewMessage(await this.finish.execute(id, doneBy), this.clock.now()) };
  }
}

function reviewMessage(review: Review, now: Instant): ReviewMessage {
  return {
    reviewId: review.reviewId,
    kind: review.kind,
    subjectKind: review.subjectKind,
    subjectId: review.subjectId,
    customerId: review.customerId ?? '',
    contractId: review.contractId ?? '',
    termId: review.termId ?? '',
    ownerId: review.ownerId ?? '',
    teamId: review.teamId ?? '',
    detail: review.detail,
    whatToDo: whatToDo(review.kind),
    notedAt: formatInstant(review.notedAt),
    doneBy: review.doneBy ?? '',
    doneAt: review.doneAt === null ? undefined : formatInstant(review.doneAt),
    ageSeconds: BigInt(ageSeconds(review, now)),
  };
}
