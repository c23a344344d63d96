import { Customer, Term } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { Task } from '@perennial/proto/gen/perennial/delivery/v1/task';
import { Review } from '@perennial/proto/gen/perennial/review/v1/review';
import { Reminder, WhyResponse } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { ReminderState } from '@perennial/proto/gen/perennial/types/v1/types';
import { PAGE_HEADERS } from '../page/html.js';
import { customerPage } from './customer.page.js';
import { homePage } from './home.page.js';
import type { Home } from './load-home.js';
import { reviewsPage } from './reviews.page.js';
import { tasksPage } from './tasks.page.js';
import { reminderPage } from './reminder.page.js';

const HOSTILE = `<script>alert("x")</script>' onload='`;
const customer = Customer.fromJSON({ customerId: 'c', name: HOSTILE, country: HOSTILE, zone: HOSTILE });
const reminder = Reminder.fromJSON({
  reminderId: 'r',
  customerId: 'c',
  termId: 't',
  step: HOSTILE,
  reason: HOSTILE,
  state: ReminderState.REMINDER_STATE_PLANNED,
  dueAt: '2024-07-02T13:00:00Z',
});
const term = Term.fromJSON({
  termId: 't',
  lastDay: '2024-08-01',
  zone: HOSTILE,
  amount: { currency: 'EUR', minor: '1' },
});
const home: Home = {
  reviews: 3,
  clock: { now: '2024-07-01T00:00:00Z' },
  due: [{ reminder, customer, contract: undefined, term }],
  question: { name: HOSTILE, pageToken: '' },
  customers: [customer],
  nextPageToken: 'next&"page',
};

function expectHarmless(text: string): void {
  expect(text).not.toContain('<script');
  expect(text).not.toMatch(/<[^>]*' onload='/);
  expect(text).toContain('&lt;script&gt;');
}

test('whatever a name, a step or a reason holds, it stays text', () => {
  expectHarmless(homePage(home, 'http://127.0.0.1:1080'));
  const review = Review.fromJSON({ reviewId: 'v', kind: HOSTILE, customerId: 'c', detail: HOSTILE, whatToDo: HOSTILE });
  expectHarmless(reviewsPage({ reviews: [review], names: new Map([['c', HOSTILE]]), open: 1, nextPageToken: '&"' }));
  const look = undefined;
  const terms = [{ term, contract: undefined, look, reminders: [reminder] }];
  expectHarmless(customerPage({ customer, contacts: new Map(), terms, nextPageToken: '', allReminders: true }, true));
  const task = Task.fromJSON({ taskId: 'k', customerId: 'c', title: HOSTILE, script: HOSTILE, reason: HOSTILE });
  const list = { tasks: [task], names: new Map([['c', HOSTILE]]), nextPageToken: '&"' };
  for (const language of ['en', 'zh'] as const) {
    expectHarmless(tasksPage({ ...list, assigneeId: HOSTILE, calendarToken: '"' }, language, '2024-07-01T00:00:00Z'));
    expectHarmless(tasksPage({ ...list, assigneeId: '', calendarToken: '' }, language, '2024-07-01T00:00:00Z'));
  }
  const why = WhyResponse.fromJSON({ decisions: [{ kind: 'PLANNED', facts: HOSTILE }], chainIntact: true });
  const message = undefined;
  expectHarmless(reminderPage({ reminder, customer, contract: undefined, term, why, message, look }, true));
});

test('a page runs no script, loads nothing and posts nowhere else', () => {
  const policy = PAGE_HEADERS['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('script-src');
  expect(policy).toContain("form-action 'self'");
});

test('the clock can be walked a day, a week and to the next reminder that lies ahead of it', () => {
  const late = { ...home.due[0], reminder: { ...reminder, dueAt: '2024-06-30T00:00:00Z' } } as Home['due'][number];
  const text = homePage({ ...home, due: [late, ...home.due] }, undefined);
  expect([...text.matchAll(/name="(advance|to)"\s+value="([^"]+)"/g)].map(([, name, value]) => [name, value])).toEqual([
    ['advance', 'P1D'],
    ['advance', 'P7D'],
    ['to', '2024-07-02T13:00:00Z'],
  ]);
  expect(text).not.toContain('http-equiv');
});

test('while it walks there is its progress, and the browser asks again', () => {
  const walking = {
    from: '2024-07-01T00:00:00Z',
    to: '2024-07-08T00:00:00Z',
    percent: 43,
    stops: 40,
    day: { day: '2024-07-03', mails: 12, renewals: 3 },
  };
  const text = homePage({ ...home, clock: { now: '2024-07-04T00:00:00Z', walking } }, undefined);
  expect(text).toContain('<meta http-equiv="refresh" content="2" />');
  expect(text).toContain('value="43"');
  expect(text).toContain('2024-07-03: 12 mails, 3 renewals');
  expect(text).not.toContain('name="advance"');
});

test('on the system clock there is nothing to walk, and a walk that failed says why', () => {
  expect(homePage({ ...home, clock: undefined }, undefined)).not.toContain('action="/walk"');
  const failed = { now: '2024-07-04T00:00:00Z', failure: 'scheduling answered 500' };
  expect(homePage({ ...home, clock: failed }, undefined)).toContain('scheduling answered 500');
});

test('a task is closed from its row, with each outcome, and says when it is late (O-01)', () => {
  const task = Task.fromJSON({
    taskId: 'k',
    customerId: 'c',
    kind: 'TASK_KIND_CONTACT',
    title: 'Call Engines',
    assigneeId: 'o',
    dueAt: '2024-07-01T08:00:00Z',
    escalatedAt: '2024-07-01T08:00:00Z',
  });
  const list = { tasks: [task], names: new Map(), assigneeId: 'o', calendarToken: 'token', nextPageToken: '' };
  const page = (now: string) => tasksPage(list, 'en', now);
  expect(page('2024-07-01T09:00:00Z')).toContain('overdue');
  expect(page('2024-07-01T07:00:00Z')).not.toContain('overdue');
  const text = page('2024-07-01T09:00:00Z');
  expect([...text.matchAll(/<option value="([A-Z_]+)">/g)].map(([, value]) => value)).toEqual([
    'REACHED',
    'WILL_RENEW',
    'IN_PROCUREMENT',
    'WRONG_CONTACT',
    'NOT_RENEWING',
    'NO_ANSWER',
  ]);
  expect(text).toContain('action="/tasks/k/close"');
  expect(text).toContain('/tasks/calendar/token.ics');
  expect(tasksPage(list, 'zh', '2024-07-01T09:00:00Z')).toContain('已逾期');
});
