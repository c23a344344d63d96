import type { FastifyInstance } from 'fastify';

const MOST_BYTES = 4_096;

/**
 * Lets the routes of `http` take HTML forms; their body is a record of texts, the last of a repeated name. Only pages
 * take them: a form can be sent by any site, JSON cannot.
 */
export function readForms(http: FastifyInstance): void {
  http.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MOST_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
}
