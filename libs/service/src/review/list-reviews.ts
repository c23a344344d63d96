import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { toPage, type Page } from '../grpc/page.js';
import type { Review } from './review.js';
import { REVIEW_KEY, type ReviewKey } from './review-key.js';
import { countOpen, pageReviews, type ReviewFilter } from './review.store.js';

/** A count says "this many or more" from here on. */
const MOST_COUNTED = 10_000;

export interface ReviewQuery extends ReviewFilter {
  readonly after: ReviewKey | null;
  readonly size: number;
}

/** What a person must look at in this service, oldest first. */
@Injectable()
export class ListReviews {
  constructor(private readonly database: Database) {}

  async execute({ after, size, ...filter }: ReviewQuery): Promise<Page<Review> & { readonly open: number }> {
    const [rows, open] = await Promise.all([
      pageReviews(this.database, filter, after, size + 1),
      countOpen(this.database, filter, MOST_COUNTED),
    ]);
    return { ...toPage<Review, ReviewKey>(rows, size, REVIEW_KEY), open };
  }
}
