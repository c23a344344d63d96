import { DomainError } from '@perennial/kernel/violation';
import type { FastifyInstance } from 'fastify';

/** What a browser or another client says about where a request comes from. */
export interface RequestOrigin {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site. */
  readonly site: string | undefined;
  readonly contentType: string | undefined;
}

export type Foreign = 'FOREIGN_HOST' | 'FOREIGN_ORIGIN' | 'NOT_JSON';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Providers call under any name, and no session of ours is there to be used: what they send is checked by itself. */
const WEBHOOKS = /^\/webhooks\//;
/** Behind signed links the token is the authority, and whoever sends a mail on may press its button. */
const LINKS = /^\/(pay|unsubscribe|answer)\//;

/** Names by which the console may be called: those of this machine, that of PUBLIC_URL, and those of the settings. */
export function consoleNames(publicUrl: string, more: readonly string[]): ReadonlySet<string> {
  return new Set([...LOOPBACK, new URL(publicUrl).hostname, ...more].map((name) => name.toLowerCase()));
}

/**
 * Why a request is not taken. A name that somebody else points at this machine is none of ours, whatever is read; what
 * changes something comes from our own pages or from no page at all, and to REST as JSON without anything in the query,
 * which no form of another site can send (review 28).
 */
export function foreignTo(names: ReadonlySet<string>, request: RequestOrigin): Foreign | undefined {
  const { method, path, origin, site, contentType } = request;
  if (WEBHOOKS.test(path)) return undefined;
  if (!names.has(hostname(request.host))) return 'FOREIGN_HOST';
  if (READS.has(method) || LINKS.test(path)) return undefined;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'FOREIGN_ORIGIN';
  // Our own forms say `null`, because their pages send no referrer; then Sec-Fetch-Site has spoken.
  const unnamed = origin === undefined || (origin === 'null' && site !== undefined);
  if (!unnamed && !names.has(hostname(origin.replace(/^https?:\/\//, '')))) return 'FOREIGN_ORIGIN';
  const rest = method === 'POST' && /^\/(api|sandbox)\//.test(path) && !path.startsWith('/api/v1/imports/');
  return rest && !/^application\/json\s*(;|$)/i.test(contentType ?? '') ? 'NOT_JSON' : undefined;
}

/** Without its port, in lower case. */
function hostname(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '');
}

const SENTENCES: Readonly<Record<'FOREIGN_HOST' | 'FOREIGN_ORIGIN', string>> = {
  FOREIGN_HOST: 'the console has another name; HTTP_HOSTS names more of them',
  FOREIGN_ORIGIN: 'the request was sent by a page of another site',
};

/** Refuses what `foreignTo` finds before anything is read of it. */
export function refuseForeign(http: FastifyInstance, names: ReadonlySet<string>): void {
  http.addHook('onRequest', (request, _reply, done) => {
    const { headers, method, url } = request;
    const foreign = foreignTo(names, {
      method,
      path: url.split('?')[0] ?? '',
      host: headers.host,
      origin: headers.origin,
      site: headers['sec-fetch-site']?.toString(),
      contentType: headers['content-type'],
    });
    if (foreign === undefined) done();
    else if (foreign !== 'NOT_JSON') done(new DomainError(foreign, SENTENCES[foreign]));
    else done(Object.assign(new Error('a POST takes application/json'), { statusCode: 415 }));
  });
}
