import { unary } from '@perennial/service/grpc/client';
import type { FastifyRequest } from 'fastify';
import type { Peers } from '../api/peers.client.js';

const DEADLINE_MS = 5_000;

/** A transparent picture of one dot. */
export const ONE_DOT = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Tells delivery who came by the link of a message. Nobody waits for that, and no page fails because of it. */
export class TellVisits {
  constructor(
    private readonly evidence: Peers['evidence'],
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @param token of the message, as the link had it: without one there is nothing to tell. */
  tell({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>, token: unknown, link: string): void {
    if (typeof token !== 'string' || token === '') return;
    const visit = { token, link, method, userAgent: headers['user-agent'] ?? '' };
    unary(this.evidence, 'takeVisit', visit, DEADLINE_MS).catch(this.onError);
  }
}
