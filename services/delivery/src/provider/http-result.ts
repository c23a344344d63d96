import type { ProviderResult } from './provider.js';

const RETRYABLE = new Set([408, 425, 429]);
/** Errors raised before any byte of the request left: the provider cannot have acted. */
const BEFORE_THE_REQUEST = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** What an HTTP answer to `POST /messages` means: 2xx accepted, 408/429/5xx may be repeated, any other 4xx is final. */
export function httpAnswer(status: number, id: string | undefined, retryAfterMs: number | undefined): ProviderResult {
  if (status >= 200 && status < 300) return { kind: 'accepted', providerMessageId: id ?? '' };
  const reason = `HTTP_${status}`;
  if (status >= 500 || RETRYABLE.has(status))
    return { kind: 'retryable', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return { kind: 'refused', reason };
}

/**
 * What an error instead of an answer means. A request this small leaves at once, so only a failure to connect is
 * certain.
 */
export function httpFailure(error: { readonly code?: string | undefined; readonly message: string }): ProviderResult {
  const reason = `HTTP_${error.code ?? error.message.slice(0, 100)}`;
  return BEFORE_THE_REQUEST.has(error.code ?? '') ? { kind: 'retryable', reason } : { kind: 'ambiguous', reason };
}

/** `Retry-After` in ms: seconds, or an HTTP date counted from `wallNow`. Undefined when absent or unreadable. */
export function retryAfter(header: string | undefined, wallNow: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallNow);
}
