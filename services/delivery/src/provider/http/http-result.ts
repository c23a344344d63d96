import type { ProviderResult } from '../provider.js';

const LATER = new Set([408, 425, 429]);
/** Credentials, payment, permission, and an address that has no `POST /messages`: it would refuse every message. */
const AT_FAULT = new Set([401, 402, 403, 404, 405, 407]);
/** Words in which providers refuse a recipient, and those that say that it does not exist. */
const RECIPIENT = /recipient|mailbox|to[ _-]?address|email[ _-]?address|hard[ _-]?bounce/i;
const DEAD = /invalid|unknown|no[ _-]?such|not[ _-]?found|not[ _-]?exist|bounce|suppress|inactive|disabled/i;
/** An answer to `POST /messages`. */
export interface HttpAnswer {
  readonly status: number;
  /** `id` of its JSON. */
  readonly id: string | undefined;
  /** `error` or `code` of its JSON, in a word. */
  readonly error?: string | undefined;
  readonly retryAfterMs: number | undefined;
}

/**
 * What an HTTP answer means: 2xx accepted, 408/429/5xx may be repeated, a used-up quota and what would refuse every
 * message are the provider's fault, any other 4xx refuses this one.
 */
export function httpAnswer({ status, id, error = '', retryAfterMs }: HttpAnswer): ProviderResult {
  if (status >= 200 && status < 300) return { kind: 'accepted', providerMessageId: id ?? '' };
  const reason = `HTTP_${status}`;
  if (AT_FAULT.has(status) || (status < 500 && /quota/i.test(error))) return { kind: 'at_fault', reason };
  if (status >= 500 || LATER.has(status))
    return { kind: 'later', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  if (!RECIPIENT.test(error)) return { kind: 'refused', reason, about: 'MESSAGE' };
  return { kind: 'refused', reason, about: 'ADDRESS', ...(DEAD.test(error) && { dead: true }) };
}
