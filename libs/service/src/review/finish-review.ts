import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { ReviewId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '../clock/business-clock.js';
import type { Review } from './review.js';
import { finishReview } from './review.store.js';

/** A person has seen to it. A repeat answers the review as it was done first. */
@Injectable()
export class FinishReview {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
  ) {}

  /** @throws DomainError REVIEW_NOT_FOUND */
  async execute(id: ReviewId, doneBy: string): Promise<Review> {
    return await this.database.transaction('reviews.finish', async (tx) => {
      const review = await finishReview(tx, id, doneBy, this.clock.now());
      if (!review) throw new DomainError('REVIEW_NOT_FOUND', `no review has the id ${id}`);
      return review;
    });
  }
}
