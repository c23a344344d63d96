import type { FastifyInstance } from 'fastify';

const MOST_BYTES = 4_096;
const MOST_ANY_BYTES = 64 * 1024;
const FORM = 'application/x-www-form-urlencoded';
const MEDIA_TYPE = /^[^\s/;]+\/[^\s/;]+\s*(;|$)/;

/**
 * Lets the routes of `http` take HTML forms; their body is a record of texts, the last of a repeated name. Only pages
 * take them: a form can be sent by any site, JSON cannot.
 */
export function readForms(http: FastifyInstance): void {
  http.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: MOST_BYTES }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
}

/**
 * Takes a body of any type: who unsubscribes by one click may send multipart/form-data (RFC 8058, 3.2), and an answer
 * that is an error is an opt-out that is lost. Nothing is read of it but a form.
 */
export function readAnyBody(http: FastifyInstance): void {
  http.removeAllContentTypeParsers();
  // A type that is none would be refused before any parser is asked.
  http.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    if (headers['content-type'] !== undefined && !MEDIA_TYPE.test(headers['content-type']))
      headers['content-type'] = 'application/octet-stream';
    done();
  });
  readForms(http);
  http.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_ANY_BYTES }, (_request, _body, done) =>
    done(null, null),
  );
}
