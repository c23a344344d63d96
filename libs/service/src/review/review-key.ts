import type { ReviewId } from '@perennial/kernel/ids';
import { idPart, instantPart, pageKey } from '../grpc/page.js';
import type { Review } from './review.js';

/** By what a list of reviews is ordered. */
export type ReviewKey = Pick<Review, 'notedAt' | 'reviewId'>;

/** The same in every service, so that one token goes on in the lists of all of them. */
export const REVIEW_KEY = pageKey<ReviewKey>({ notedAt: instantPart, reviewId: idPart<ReviewId>() });
