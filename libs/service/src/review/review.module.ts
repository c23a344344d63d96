import { Module } from '@nestjs/common';
import { FinishReview } from './finish-review.js';
import { ListReviews } from './list-reviews.js';
import { ReviewMetrics } from './review-metrics.js';
import { ReviewGrpc } from './review.grpc.js';

/** The list of what a person must look at: a service that imports it serves ReviewService for its own rows. */
@Module({ controllers: [ReviewGrpc], providers: [FinishReview, ListReviews, ReviewMetrics] })
export class ReviewModule {}
