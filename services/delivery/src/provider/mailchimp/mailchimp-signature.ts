import { createHmac } from 'node:crypto';

/** What webhooks are signed with while one is set up, before its key is known. They bring no events. */
export const SETUP_KEY = 'test-webhook';

/** `X-Mandrill-Signature` of a form: HMAC-SHA1 over the URL as it was set, then each field and its value, sorted. */
export function signMailchimp(url: string, form: URLSearchParams, key: string): string {
  const fields = [...form].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = fields.map(([name, value]) => name + value).join('');
  return createHmac('sha1', key)
    .update(Buffer.from(url + text, 'utf8'))
    .digest('base64');
}
