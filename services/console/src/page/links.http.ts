import { DomainError } from '@perennial/kernel/violation';
import { unary } from '@perennial/service/grpc/client';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Peers } from '../api/peers.client.js';
import { PAGE_HEADERS } from './html.js';
import { invalidLinkPage, paidPage, payPage } from './pay.page.js';
import { postedOffer } from './posted-offer.js';
import { unsubscribePage } from './unsubscribe.page.js';

const DEADLINE_MS = 5_000;

/** The pages behind signed links. The token is the only authority; GET reads, POST acts. */
export function registerLinks(http: FastifyInstance, peers: Peers): void {
  const { payments, preferences } = peers;
  http.get<{ Params: { token: string } }>('/pay/:token', async ({ params: { token } }, reply) =>
    show(reply, async () => payPage(await unary(payments, 'getPayLink', { token }, DEADLINE_MS))),
  );
  http.post<{ Params: { token: string }; Body: unknown }>('/pay/:token', async ({ params: { token }, body }, reply) =>
    show(reply, async () => {
      try {
        await unary(payments, 'payByLink', { token, ...postedOffer(body) }, DEADLINE_MS);
        return paidPage();
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'QUOTE_CHANGED')) throw error;
        reply.status(409);
        return payPage(await unary(payments, 'getPayLink', { token }, DEADLINE_MS), true);
      }
    }),
  );
  http.get<{ Params: { token: string } }>('/unsubscribe/:token', async ({ params: { token } }, reply) =>
    show(reply, async () =>
      unsubscribePage((await unary(preferences, 'getPreference', { token }, DEADLINE_MS)).optedOut),
    ),
  );
  http.post<{ Params: { token: string } }>('/unsubscribe/:token', async ({ params: { token } }, reply) =>
    show(reply, async () => {
      await unary(preferences, 'optOut', { token }, DEADLINE_MS);
      return unsubscribePage(true);
    }),
  );
}

async function show(reply: FastifyReply, render: () => Promise<string>): Promise<FastifyReply> {
  try {
    return reply.headers(PAGE_HEADERS).send(await render());
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'LINK_CONSUMED') return reply.status(409).headers(PAGE_HEADERS).send(paidPage());
    if (error.code === 'INVALID_LINK') return reply.status(404).headers(PAGE_HEADERS).send(invalidLinkPage());
    throw error;
  }
}
