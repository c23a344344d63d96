/**
 * What the sink does to a request. hang: reads it and never answers. acceptThenDrop: takes the message, then cuts the
 * connection without an answer. throttle: 429 with Retry-After. flap: cuts every other request unanswered and untaken.
 */
export type HttpBehaviour =
  | { readonly kind: 'normal' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'acceptThenDrop' }
  | { readonly kind: 'reject4xx' | 'reject5xx'; readonly status?: number }
  | { readonly kind: 'throttle'; readonly retryAfterSeconds: number }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'flap' };

export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The refusing answer of a behaviour; undefined where it does not refuse. */
export function refusalOf(behaviour: HttpBehaviour): Refusal | undefined {
  if (behaviour.kind === 'reject4xx') return { status: behaviour.status ?? 422, headers: {} };
  if (behaviour.kind === 'reject5xx') return { status: behaviour.status ?? 503, headers: {} };
  if (behaviour.kind === 'throttle')
    return { status: 429, headers: { 'retry-after': String(behaviour.retryAfterSeconds) } };
  return undefined;
}
