import type { CustomerId, Id, MessageId, ReminderId, ReviewId } from '@perennial/kernel/ids';
import { formatInstant } from '@perennial/kernel/instant';
import { DomainError } from '@perennial/kernel/violation';
import { taskOutcomeFromJSON } from '@perennial/proto/gen/perennial/delivery/v1/task';
import { wallNow } from '@perennial/service/clock/business-clock';
import { unary } from '@perennial/service/grpc/client';
import { readRequest } from '@perennial/service/grpc/request-check';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Peers } from '../api/peers.client.js';
import { toProblem } from '../api/problem.js';
import type { SandboxWalk } from '../clock/walk-clock.js';
import { PAGE_HEADERS } from '../page/html.js';
import { languageOf } from '../page/language.js';
import { DEADLINE_MS } from './load-reminder-rows.js';
import { customerPage } from './customer.page.js';
import { failurePage } from './failure.page.js';
import { homePage } from './home.page.js';
import { loadCustomer } from './load-customer.js';
import { loadHome } from './load-home.js';
import { finishAnywhere } from '../api/merge-reviews.js';
import { loadReviews } from './load-reviews.js';
import { loadReminder } from './load-reminder.js';
import { findMail, type MailCatcher } from './mail-catcher.client.js';
import { loadTasks } from './load-tasks.js';
import { reviewsPage } from './reviews.page.js';
import { tasksPage } from './tasks.page.js';
import { reminderPage } from './reminder.page.js';

export interface Overview {
  readonly peers: Peers;
  /** Undefined on the system clock, which nobody walks. */
  readonly sandbox: SandboxWalk | undefined;
  readonly catcher: MailCatcher | undefined;
}

const NO_MAIL = 'The mail catcher does not hold it: it was not sent by mail, or newer mails have taken its place.';

type OfId = { Params: { id: string } };
type Query = { Querystring: { name?: unknown; page?: unknown } };
type TaskQuery = { Querystring: { assignee?: unknown; page?: unknown; lang?: unknown } };

/** The pages by which a newcomer looks around. `http` takes HTML forms. They show names: not for production. */
export function registerOverview(http: FastifyInstance, { peers, sandbox, catcher }: Overview): void {
  http.get<Query>('/', ({ query }, reply) =>
    show(reply, async () => {
      const question = { name: textOf(query.name), pageToken: textOf(query.page) };
      return homePage(await loadHome(peers, sandbox && (() => sandbox.progress()), question), catcher?.url);
    }),
  );
  http.get<Query & OfId>('/customers/:id', ({ params, query }, reply) =>
    show(reply, async () => {
      const customerId = readId<CustomerId>('customer_id', params.id);
      return customerPage(await loadCustomer(peers, customerId, textOf(query.page)), catcher !== undefined);
    }),
  );
  http.get<OfId>('/reminders/:id', ({ params }, reply) =>
    show(reply, async () => {
      const reminderId = readId<ReminderId>('reminder_id', params.id);
      return reminderPage(await loadReminder(peers, reminderId), catcher !== undefined);
    }),
  );
  registerReviews(http, peers);
  registerTasks(http, peers, async () => (await sandbox?.progress())?.now ?? formatInstant(wallNow()));
  if (catcher) registerMails(http, catcher);
  if (sandbox) registerWalk(http, sandbox);
}

/** What a person must look at, and the button of whoever has. */
function registerReviews(http: FastifyInstance, peers: Peers): void {
  http.get<Query>('/reviews', ({ query }, reply) =>
    show(reply, async () => reviewsPage(await loadReviews(peers, textOf(query.page)))),
  );
  postForm(http, '/reviews/:id/finish', async ({ params, body }) => {
    const doneBy = textOf((body as { doneBy?: unknown } | null)?.doneBy).trim();
    await finishAnywhere(peers.reviews, {
      reviewId: readId<ReviewId>('review_id', (params as OfId['Params']).id),
      doneBy,
    });
    return '/reviews';
  });
}

/** What people are asked to do, and the form of whoever has. @param now by the clock that tasks go by */
function registerTasks(http: FastifyInstance, peers: Peers, now: () => Promise<string>): void {
  http.get<TaskQuery>('/tasks', ({ query, headers }, reply) =>
    show(reply, async () => {
      const list = await loadTasks(peers, textOf(query.assignee), textOf(query.page));
      return tasksPage(list, languageOf(query.lang, headers['accept-language']), await now());
    }),
  );
  postForm(http, '/tasks/:id/close', async ({ params, body }) => {
    const form = (body ?? {}) as Record<string, unknown>;
    const answer = {
      taskId: readId('task_id', (params as OfId['Params']).id),
      outcome: taskOutcomeFromJSON(`TASK_OUTCOME_${textOf(form['outcome'])}`),
      note: textOf(form['note']).trim(),
      closedBy: textOf(form['closedBy']).trim(),
    };
    await unary(peers.tasks, 'closeTask', answer, DEADLINE_MS);
    const back = { lang: textOf(form['lang']), assignee: textOf(form['assignee']) };
    return `/tasks?${new URLSearchParams(back)}`;
  });
}

/** Leads from a message to its mail in the catcher, which knows mails by ids of its own. */
function registerMails(http: FastifyInstance, catcher: MailCatcher): void {
  http.get<OfId>('/mails/:id', ({ params }, reply) =>
    show(reply, async () => {
      const mail = await findMail(catcher, readId<MessageId>('message_id', params.id));
      if (mail) void reply.redirect(mail);
      else send(reply, 404, failurePage('No such mail', NO_MAIL, false));
      return undefined;
    }),
  );
}

/** The buttons: a walk begins, or ends at its next stop, and the first page is shown again. */
function registerWalk(http: FastifyInstance, sandbox: SandboxWalk): void {
  postForm(http, '/walk', async ({ body }) => {
    await sandbox.begin(body);
    return '/';
  });
  postForm(http, '/walk/cancel', async () => {
    sandbox.cancel();
    return '/';
  });
}

/** @param act does what the form asks for @returns the page to be shown then */
function postForm(http: FastifyInstance, path: string, act: (request: FastifyRequest) => Promise<string>): void {
  http.post(path, async (request, reply) => {
    // A browser says from where a form was sent; other sites must not act for whoever visits them.
    const site = request.headers['sec-fetch-site'] ?? 'same-origin';
    if (site !== 'same-origin' && site !== 'none')
      return send(reply, 403, failurePage('Not from here', 'This form was sent by another site.', false));
    return show(reply, async () => {
      void reply.redirect(await act(request), 303);
      return undefined;
    });
  });
}

/** @param render undefined when it has answered by itself */
async function show(reply: FastifyReply, render: () => Promise<string | undefined>): Promise<FastifyReply> {
  try {
    const text = await render();
    return text === undefined ? reply : send(reply, 200, text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { status, title } = toProblem(error);
    if (status >= 500 && status !== 503) throw error;
    return send(reply, status, failurePage('This page cannot be shown', title, status === 503));
  }
}

function send(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.status(status).headers(PAGE_HEADERS).send(text);
}

function readId<T extends Id<string>>(field: string, text: string): T {
  return readRequest((check) => check.id<T>(field, text));
}

/** A parameter given once; anything else is as if it was left out. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
