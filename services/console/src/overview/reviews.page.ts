import type { Review } from '@perennial/proto/gen/perennial/review/v1/review';
import { frame, instantText, link, table } from './frame.page.js';
import { html, NOTHING, type Html } from '../page/html.js';
import type { ReviewList } from './load-reviews.js';

const DAY_SECONDS = 86_400n;

/** What a person must look at, oldest first. */
export function reviewsPage({ reviews, names, open, nextPageToken }: ReviewList): string {
  const body = html`<p>
      ${openText(open)} Each is finished by whoever has seen to it; what mends itself goes by itself.
    </p>
    ${table(
      ['since', 'days', 'kind', 'customer', 'what was seen', 'what to do', ''],
      reviews.map((review) => reviewCells(review, names)),
      'Nothing needs a person.',
    )}
    ${
      nextPageToken === ''
        ? NOTHING
        : html`<p>${link(`/reviews?${new URLSearchParams({ page: nextPageToken })}`, 'Later ones')}</p>`
    }`;
  return frame('What a person must look at', body);
}

/** `3 wait for a person.` */
export function openText(open: number): string {
  if (open === 0) return 'Nothing waits for a person.';
  return open === 1 ? '1 waits for a person.' : `${open} wait for a person.`;
}

function reviewCells(review: Review, names: ReadonlyMap<string, string>): (string | Html)[] {
  const { reviewId, customerId } = review;
  return [
    instantText(review.notedAt),
    String(review.ageSeconds / DAY_SECONDS),
    review.kind,
    customerId === '' ? '' : link(`/customers/${customerId}`, names.get(customerId) ?? customerId),
    review.detail,
    review.whatToDo,
    html`<form method="post" action="/reviews/${reviewId}/finish">
      <input name="doneBy" aria-label="Who did it" placeholder="your name" maxlength="100" required />
      <button type="submit">Done</button>
    </form>`,
  ];
}
