import { isUuid, type Id } from '@perennial/kernel/ids';
import { instant, type Instant } from '@perennial/kernel/instant';
import { parseLocalDate, type LocalDate } from '@perennial/kernel/local-date';

export const LARGEST_PAGE = 500;
export const DEFAULT_PAGE = 50;
const LONGEST_TOKEN = 600;

/** One page and, when rows are left, the token that continues after it; empty on the last page. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextPageToken: string;
}

/** Reads one part of a key from its text; undefined for what was never written by us. */
export type KeyPart<V extends string | number> = (text: string) => V | undefined;

export const idPart =
  <T extends Id<string>>(): KeyPart<T> =>
  (text) =>
    isUuid(text) ? (text.toLowerCase() as T) : undefined;
export const instantPart: KeyPart<Instant> = (text) => (/^-?\d{1,15}$/.test(text) ? instant(Number(text)) : undefined);
export const datePart: KeyPart<LocalDate> = (text) => {
  const date = parseLocalDate(text);
  return date.ok ? date.value : undefined;
};
export const textPart: KeyPart<string> = (text) => (/\p{Cc}/u.test(text) ? undefined : text);

/**
 * By what the rows of a list are ordered, and so what the token of a page holds: the key of its last row, opaque to
 * callers. `const BY_DUE = pageKey({ dueAt: instantPart, reminderId: idPart<ReminderId>() })`
 */
export interface PageKey<K> {
  /** The token of a row. */
  token(row: K): string;
  /** The key in a token; null in the empty one of a first page, undefined where it is none of this list. */
  read(token: string): K | null | undefined;
}

export function pageKey<K extends Readonly<Record<string, string | number>>>(parts: {
  readonly [N in keyof K]: K[N] extends string | number ? KeyPart<K[N]> : never;
}): PageKey<K> {
  const names = Object.keys(parts);
  return {
    token: (row) => Buffer.from(JSON.stringify(names.map((name) => String(row[name]))), 'utf8').toString('base64url'),
    read: (token) => {
      if (token === '') return null;
      const texts = token.length > LONGEST_TOKEN ? undefined : textsOf(token);
      if (texts?.length !== names.length) return undefined;
      const values = names.map((name, i) => (parts[name] as KeyPart<string | number>)(texts[i] ?? ''));
      if (values.some((value) => value === undefined)) return undefined;
      return Object.fromEntries(names.map((name, i) => [name, values[i]])) as K;
    },
  };
}

/** The page of a list of which one row more than `size` was read; that row tells whether there is a next page. */
export function toPage<T extends K, K>(rows: readonly T[], size: number, key: PageKey<K>): Page<T> {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { rows: page, nextPageToken: rows.length > size && last ? key.token(last) : '' };
}

function textsOf(token: string): string[] | undefined {
  try {
    const texts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    return Array.isArray(texts) && texts.every((text) => typeof text === 'string') ? texts : undefined;
  } catch {
    return undefined;
  }
}
