/** What is wrong with a provider, from one request on. */
export type Fault =
  /** Nobody listens. */
  | { readonly how: 'refuse' }
  /** It takes the request and never answers. */
  | { readonly how: 'hang' }
  /** It takes the message, and the connection breaks before the answer. */
  | { readonly how: 'drop' }
  /** It answers with a status of HTTP and takes nothing. */
  | { readonly how: 'status'; readonly status: number }
  /** It refuses with a code of its own. */
  | { readonly how: 'code'; readonly code: string }
  /** It works, and needs long. */
  | { readonly how: 'slow'; readonly ms: number }
  /** So many requests well, so many with 503, and again. */
  | { readonly how: 'flap'; readonly up: number; readonly down: number }
  /** It wants fewer calls. */
  | { readonly how: 'throttle'; readonly retryAfterMs?: number };

/** How receipts come. */
export interface Receipts {
  readonly delayMs: number;
  /** Each comes twice. */
  readonly duplicate: boolean;
  /** The newest first, when several go together. */
  readonly reorder: boolean;
  /** They wait until they are released. */
  readonly hold: boolean;
  readonly ending: 'delivered' | 'failed' | 'no_such_number';
}

export const USUAL_RECEIPTS: Receipts = {
  delayMs: 20,
  duplicate: false,
  reorder: false,
  hold: false,
  ending: 'delivered',
};

export const HOWS = ['refuse', 'hang', 'drop', 'status', 'code', 'slow', 'flap', 'throttle'] as const;

/** Reads a fault as the control port takes it. @throws RangeError with what is wrong. */
export function readFault(value: unknown): Fault {
  const { how, status, code, ms, up, down, retryAfterMs } = (value ?? {}) as Record<string, unknown>;
  const whole = (name: string, given: unknown, least: number, most: number): number => {
    if (typeof given !== 'number' || !Number.isInteger(given) || given < least || given > most)
      throw new RangeError(`${name} must be a whole number from ${least} to ${most}`);
    return given;
  };
  switch (how) {
    case 'refuse':
    case 'hang':
    case 'drop':
      return { how };
    case 'status':
      return { how, status: whole('status', status, 400, 599) };
    case 'code':
      if (typeof code !== 'string' || code === '') throw new RangeError('code must be a code of the provider');
      return { how, code };
    case 'slow':
      return { how, ms: whole('ms', ms, 1, 600_000) };
    case 'flap':
      return { how, up: whole('up', up, 1, 1_000), down: whole('down', down, 1, 1_000) };
    case 'throttle':
      if (retryAfterMs === undefined) return { how };
      return { how, retryAfterMs: whole('retryAfterMs', retryAfterMs, 0, 86_400_000) };
    default:
      throw new RangeError(`how must be one of ${HOWS.join(', ')}`);
  }
}

/** Reads changes of how receipts come. @throws RangeError with what is wrong. */
export function readReceipts(value: unknown, before: Receipts): Receipts {
  const given = (value ?? {}) as Record<string, unknown>;
  for (const [name, one] of Object.entries(given)) {
    if (!(name in before)) throw new RangeError(`${name} is no setting of receipts`);
    if (typeof one !== typeof before[name as keyof Receipts]) throw new RangeError(`${name} is of another type`);
  }
  return { ...before, ...(given as Partial<Receipts>) };
}
