import type { HttpReply } from './http-call.client.js';

/** The JSON object of an answer; undefined where it is none. */
export function jsonOf({ body }: Pick<HttpReply, 'body'>): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(body?.toString('utf8') ?? '');
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** The value of a JSON text; undefined for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `Retry-After` in ms: seconds, or an HTTP date counted from `wallNow`. Undefined when absent or unreadable. */
export function retryAfter(header: string | undefined, wallNow: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallNow);
}

/** A word of an answer, as short as a reason is; undefined for anything else. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}
