import { DomainError, violation } from '@perennial/kernel/violation';

export const MAX_PAGE = 500;

/** One page and, when rows are left, the token that continues after it. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextPageToken: string;
}

/** 0 takes the default; else 1 to 500. @throws DomainError INVALID_REQUEST */
export function pageSize(asked: number, fallback = 50): number {
  if (asked === 0) return fallback;
  if (Number.isInteger(asked) && asked >= 1 && asked <= MAX_PAGE) return asked;
  throw new DomainError('INVALID_REQUEST', 'bad page size', {
    violations: [violation('page_size', 'out_of_range', `page_size is 1 to ${MAX_PAGE}`)],
  });
}

/** Opaque to callers: the key of the last row. */
export function pageToken(...key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * The key in a token, each part checked by its shape; null for the empty token. @throws DomainError INVALID_REQUEST
 */
export function readPageToken(token: string, shapes: readonly RegExp[]): string[] | null {
  if (token === '') return null;
  const parts = token.length <= 400 ? parse(Buffer.from(token, 'base64url').toString('utf8')) : null;
  const fits =
    Array.isArray(parts) &&
    parts.length === shapes.length &&
    shapes.every((shape, i) => typeof parts[i] === 'string' && shape.test(parts[i]));
  if (fits) return parts as string[];
  throw new DomainError('INVALID_REQUEST', 'bad page token', {
    violations: [violation('page_token', 'not_a_token', 'page_token is next_page_token of the page before')],
  });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** Cuts the row too many that tells whether there is a next page. */
export function toPage<T>(rows: readonly T[], size: number, key: (last: T) => string): Page<T> {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { rows: page, nextPageToken: rows.length > size && last ? key(last) : '' };
}

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const DATE = /^\d{4}-\d\d-\d\d$/;
