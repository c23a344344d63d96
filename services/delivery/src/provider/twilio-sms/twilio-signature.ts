import { createHash, createHmac } from 'node:crypto';
import { isSame } from '../callback-secret.js';

/** `X-Twilio-Signature` of a form that is posted to a URL. Of a repeated field each value counts once, sorted. */
export function signTwilio(url: string, form: URLSearchParams, authToken: string): string {
  const text = [...new Set(form.keys())]
    .toSorted()
    .flatMap((name) => [...new Set(form.getAll(name))].toSorted().map((value) => name + value))
    .join('');
  return createHmac('sha1', authToken)
    .update(Buffer.from(url + text, 'utf8'))
    .digest('base64');
}

/** Whether a callback was signed with our token: Twilio signs the URL with its port or without. */
export function isSignedByTwilio(
  request: { readonly url: string; readonly body: Uint8Array; readonly contentType: string },
  signature: string,
  authToken: string,
): boolean {
  if (!URL.canParse(request.url)) return false;
  const form = /^application\/x-www-form-urlencoded\b/i.test(request.contentType);
  if (!form && !hasHash(request.url, request.body)) return false;
  const fields = new URLSearchParams(form ? Buffer.from(request.body).toString('utf8') : '');
  return [request.url, withPort(request.url), withoutPort(request.url)]
    .map((url) => isSame(signature, signTwilio(url, fields, authToken)))
    .some((same) => same);
}

/** A body that is no form is signed by its hash in the query. */
function hasHash(url: string, body: Uint8Array): boolean {
  const wanted = new URL(url).searchParams.get('bodySHA256') ?? '';
  return isSame(createHash('sha256').update(body).digest('hex'), wanted);
}

function withoutPort(url: string): string {
  return url.replace(/^(https?:\/\/[^/?#:]+):\d+/, '$1');
}

function withPort(url: string): string {
  const port = url.startsWith('https:') ? 443 : 80;
  return url.replace(/^(https?:\/\/[^/?#:]+)(?=[/?#]|$)/, `$1:${port}`);
}
