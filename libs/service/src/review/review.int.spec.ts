import { Database } from '@perennial/database/database';
import { newId, type CustomerId, type ReviewId, type TermId } from '@perennial/kernel/ids';
import { DAY, instant } from '@perennial/kernel/instant';
import type { NewReview } from '@perennial/kernel/review';
import { createTestDatabase, type TestDatabase } from '@perennial/testing/postgres';
import { migrateService } from '../boot/migrate-service.js';
import { ageSeconds, BY_SYSTEM } from './review.js';
import {
  clearReviews,
  clearTermReviews,
  countOpen,
  dropDoneReviews,
  finishReview,
  noteReviews,
  openByKind,
  pageReviews,
} from './review.store.js';

const NOW = instant(Date.parse('2024-07-01T00:00:00Z'));
const LATER = instant(NOW + DAY);
const ANY = { kind: null, customerId: null, ownerId: null, includeDone: false };
const TERM = newId<TermId>();
const CUSTOMER = newId<CustomerId>();

const ofStep = (step: string): NewReview => ({
  kind: 'tries_used',
  subjectKind: 'step',
  subjectId: `${TERM}/${step}`,
  termId: TERM,
  customerId: CUSTOMER,
  detail: step,
});

describe('reviews', () => {
  let stored: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    stored = await createTestDatabase('reviews');
    await migrateService({ name: 'reviews', migrations: [] }, stored.url);
    database = new Database({ url: stored.url, applicationName: 'reviews', poolSize: 2, onPoolError: () => undefined });
  });
  afterAll(async () => {
    await database.close();
    await stored.drop();
  });
  beforeEach(async () => {
    await database.execute('truncate review_row');
  });

  it('forgets what was done long ago, and nothing that is open', async () => {
    await noteReviews(database, [ofStep('T-7'), ofStep('T-1'), ofStep('T-0')], NOW);
    const [done, late] = ['T-7', 'T-1'].map((step) => {
      const { kind, subjectKind, subjectId } = ofStep(step);
      return { kind, subjectKind, subjectId };
    });
    await clearReviews(database, done ? [done] : [], NOW);
    await clearReviews(database, late ? [late] : [], LATER);
    expect(await dropDoneReviews(database, LATER, 10)).toBe(1);
    const left = await pageReviews(database, { ...ANY, includeDone: true }, null, 10);
    expect(left.map(({ detail }) => detail).sort()).toEqual(['T-0', 'T-1']);
  });

  it('keeps one open row of a kind and subject, and notices anew what was finished (chapter 7)', async () => {
    const { kind, subjectKind, subjectId } = ofStep('T-7');
    expect(await noteReviews(database, [ofStep('T-7'), ofStep('T-7'), ofStep('T-1')], NOW)).toBe(2);
    expect(await noteReviews(database, [ofStep('T-7')], LATER)).toBe(0);
    expect(await clearReviews(database, [{ kind, subjectKind, subjectId }], LATER)).toBe(1);
    expect(await noteReviews(database, [ofStep('T-7')], LATER)).toBe(1);
    const all = await pageReviews(database, { ...ANY, includeDone: true }, null, 10);
    expect(all.map(({ detail, doneBy, notedAt }) => [detail, doneBy, notedAt]).sort()).toEqual(
      [
        ['T-7', BY_SYSTEM, NOW],
        ['T-1', null, NOW],
        ['T-7', null, LATER],
      ].sort(),
    );
    expect(await openByKind(database)).toEqual([{ kind, open: 2n, oldest: NOW }]);
  });

  it('is finished once, and says who did it first', async () => {
    await noteReviews(database, [ofStep('T-7')], NOW);
    const [open] = await pageReviews(database, ANY, null, 10);
    const id = open?.reviewId as ReviewId;
    const done = await finishReview(database, id, 'ann', LATER);
    expect(done).toMatchObject({ doneBy: 'ann', doneAt: LATER });
    expect(await finishReview(database, id, 'bob', instant(LATER + DAY))).toEqual(done);
    expect(ageSeconds(done ?? { notedAt: NOW, doneAt: null }, instant(LATER + DAY))).toBe(86_400);
    expect(await countOpen(database, ANY, 10)).toBe(0);
    expect(await finishReview(database, newId<ReviewId>(), 'ann', NOW)).toBeUndefined();
  });

  it('is listed by kind, customer and page, and cleared by term', async () => {
    await noteReviews(database, ['T-30', 'T-15', 'T-7'].map(ofStep), NOW);
    await noteReviews(database, [{ kind: 'debt', subjectKind: 'term', subjectId: TERM, detail: '' }], LATER);
    const filter = { ...ANY, customerId: CUSTOMER };
    const first = await pageReviews(database, filter, null, 2);
    const last = first[1] ?? null;
    const rest = await pageReviews(database, filter, last, 2);
    expect([...first, ...rest].map(({ detail }) => detail).sort()).toEqual(['T-15', 'T-30', 'T-7']);
    expect(await pageReviews(database, { ...ANY, kind: 'debt' }, last, 2)).toMatchObject([{ kind: 'debt' }]);
    expect(await clearTermReviews(database, [TERM], ['tries_used'], LATER)).toBe(3);
    expect(await countOpen(database, ANY, 10)).toBe(1);
  });
});
