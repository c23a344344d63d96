import { newId } from '@perennial/kernel/ids';
import { Review, type ListReviewsResponse } from '@perennial/proto/gen/perennial/review/v1/review';
import { REVIEW_KEY } from '@perennial/service/review/review-key';
import { mergePages } from './merge-reviews.js';

const review = (minute: number) =>
  Review.fromJSON({ reviewId: newId(), notedAt: `2024-07-01T00:${String(minute).padStart(2, '0')}:00Z` });

/** What one service answers: its rows behind the token, as many as fit. */
function page(rows: readonly Review[], token: string, size: number): ListReviewsResponse {
  const after = REVIEW_KEY.read(token);
  const at = (row: Review) => Date.parse(row.notedAt ?? '');
  const left = rows.filter(
    (row) => !after || at(row) > after.notedAt || (at(row) === after.notedAt && row.reviewId > after.reviewId),
  );
  const reviews = left.slice(0, size);
  const last = reviews.at(-1);
  const nextPageToken =
    last && left.length > size
      ? REVIEW_KEY.token({ notedAt: at(last) as never, reviewId: last.reviewId as never })
      : '';
  return { reviews, nextPageToken, open: rows.length };
}

test('chapter 7: one token walks the lists of four services in the order of their noticing, each row once', () => {
  const order = (a: Review, b: Review) =>
    (a.notedAt ?? '').localeCompare(b.notedAt ?? '') || (a.reviewId < b.reviewId ? -1 : 1);
  const lists = [[1, 4, 9, 9], [2, 3, 9], [], [0, 5, 6, 7, 8]].map((minutes) => minutes.map(review).sort(order));
  const seen: Review[] = [];
  let token = '';
  do {
    const merged = mergePages(
      lists.map((rows) => page(rows, token, 2)),
      2,
    );
    expect(merged.open).toBe(12);
    expect(merged.reviews.length).toBeLessThanOrEqual(2);
    seen.push(...merged.reviews);
    token = merged.nextPageToken;
  } while (token !== '');
  expect(seen).toEqual(lists.flat().sort(order));
});

test('nothing to look at is an empty page without a token', () => {
  expect(mergePages([page([], '', 2)], 2)).toEqual({ reviews: [], nextPageToken: '', open: 0 });
});
