import { DomainError } from '@perennial/kernel/violation';
import { unary } from '@perennial/service/grpc/client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Peers } from '../api/peers.client.js';
import { PAGE_HEADERS } from './html.js';
import { languageOf, type Language } from './language.js';
import { answerPage, postedAnswer } from './answer.page.js';
import { payPage, sayingPage } from './pay.page.js';
import { postedOffer } from './posted-offer.js';
import { ONE_DOT, TellVisits } from './tell-visits.js';
import { preferenceForm, unsubscribePage } from './unsubscribe.page.js';
import { WORDS, type PageWords } from './words.js';

const DEADLINE_MS = 5_000;
/** Of a feed that its owner alone is to read. */
const CALENDAR_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/calendar; charset=utf-8',
  'content-disposition': 'inline; filename="tasks.ics"',
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

type OfToken = { Params: { token: string }; Querystring: { lang?: unknown; m?: unknown } };
type Render = (token: string, language: Language, request: FastifyRequest<OfToken>) => Promise<string>;

/**
 * The pages behind signed links. The token is the only authority; GET reads, POST acts. Whatever goes wrong is a page
 * too, in the language of the mail, that names nothing of ours.
 */
export function registerLinks(http: FastifyInstance, peers: Peers, onError: (error: unknown) => void): void {
  const { payments, preferences, tasks, evidence } = peers;
  const serve = (method: 'GET' | 'POST', url: string, render: Render): void => {
    http.route<OfToken>({
      method,
      url,
      handler: async (request, reply) => {
        const language = languageOf(request.query.lang, request.headers['accept-language']);
        try {
          return await reply.headers(PAGE_HEADERS).send(await render(request.params.token, language, request));
        } catch (error) {
          return await failed(reply, error, language, onError);
        }
      },
    });
  };
  const link = (token: string) => unary(payments, 'getPayLink', { token }, DEADLINE_MS);
  const visits = new TellVisits(evidence, onError);
  serve('GET', '/pay/:token', async (token, language, request) => {
    const found = await link(token);
    visits.tell(request, request.query.m, `pay/${found.termId}`);
    return payPage(found, language);
  });
  serve('POST', '/pay/:token', async (token, language, request) => {
    const { payment } = await unary(payments, 'payByLink', { token, ...postedOffer(request.body) }, DEADLINE_MS);
    visits.tell(request, request.query.m, `pay/${payment?.termId}`);
    return sayingPage(WORDS[language].thanks, language);
  });
  http.setErrorHandler<Error>(async (error, request, reply) => {
    const query = request.query as { lang?: unknown } | undefined;
    return await failed(reply, error, languageOf(query?.lang, request.headers['accept-language']), onError);
  });
  // Calendar programs know files; whoever has the token reads its owner's tasks.
  http.get<{ Params: { file: string } }>('/tasks/calendar/:file', async ({ params, headers }, reply) => {
    try {
      const { calendar } = await unary(
        tasks,
        'getTaskCalendar',
        { token: params.file.replace(/\.ics$/, '') },
        DEADLINE_MS,
      );
      return await reply.headers(CALENDAR_HEADERS).send(calendar);
    } catch (error) {
      return await failed(reply, error, languageOf(undefined, headers['accept-language']), onError);
    }
  });
  const preference = (token: string) => unary(preferences, 'getPreference', { token }, DEADLINE_MS);
  serve('GET', '/unsubscribe/:token', async (token, language) => unsubscribePage(await preference(token), language));
  serve('POST', '/unsubscribe/:token', async (token, language, { body }) => {
    const { back, thisCustomerOnly } = preferenceForm(body);
    await unary(preferences, back ? 'optIn' : 'optOut', { token, thisCustomerOnly }, DEADLINE_MS);
    return unsubscribePage(await preference(token), language);
  });

  const answers = (token: string) => unary(evidence, 'getAnswerPage', { token }, DEADLINE_MS);
  serve('GET', '/answer/:token', async (token, language) => answerPage(await answers(token), language));
  serve('POST', '/answer/:token', async (token, language, { body }) => {
    const answer = postedAnswer(body);
    // A form that says nothing is shown anew.
    if (answer !== undefined) await unary(evidence, 'answer', { token, answer }, DEADLINE_MS);
    return answerPage(await answers(token), language);
  });
  http.get<OfToken>('/seen/:token', async (request, reply) => {
    visits.tell(request, request.params.token, 'picture');
    return await reply.headers({ ...PAGE_HEADERS, 'content-type': 'image/gif' }).send(ONE_DOT);
  });

  async function failed(
    reply: FastifyReply,
    error: unknown,
    language: Language,
    tell: (error: unknown) => void,
  ): Promise<FastifyReply> {
    const code = error instanceof DomainError ? error.code : '';
    const send = (status: number, saying: PageWords['thanks']): FastifyReply =>
      reply.status(status).headers(PAGE_HEADERS).send(sayingPage(saying, language));
    const words = WORDS[language];
    // A page from before the form had its fields posts nothing: it is shown anew, as one whose price has changed.
    if (code === 'QUOTE_CHANGED' || (code === 'INVALID_REQUEST' && reply.request.url.startsWith('/pay/'))) {
      const { token } = (reply.request as FastifyRequest<OfToken>).params;
      const page = await link(token).then(
        (found) => payPage(found, language, true),
        () => undefined,
      );
      return page === undefined ? send(503, words.trouble) : reply.status(409).headers(PAGE_HEADERS).send(page);
    }
    if (code === 'LINK_CONSUMED') return send(409, words.thanks);
    if (code === 'FOREIGN_HOST') return send(403, words.invalid);
    if (code === 'INVALID_LINK') return send(404, words.invalid);
    if (code === 'TERM_CLOSED') return send(409, words.nothing);
    if (code === 'NO_QUOTE' || code === 'NOTHING_TO_PAY' || code === 'NO_GATEWAY') return send(409, words.noPrice);
    const http = (error as { statusCode?: unknown } | null)?.statusCode;
    if (typeof http === 'number' && http >= 400 && http < 500) return send(http, words.invalid);
    tell(error);
    return send(code.endsWith('_UNAVAILABLE') ? 503 : 500, words.trouble);
  }
}
