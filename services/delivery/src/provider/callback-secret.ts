import { createHash, timingSafeEqual } from 'node:crypto';
import { instant, type Instant } from '@perennial/kernel/instant';
import { HOUR } from '@perennial/kernel/instant';
import { parseJson } from './http-answer.js';

/** Equal, in a time that tells nothing of where they differ. */
export function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** Whether the last part of the URL's path is the secret: what protects callbacks that nobody signs. */
export function bearsSecret(url: string, secret: string): boolean {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return isSame(path.slice(path.lastIndexOf('/') + 1), secret);
}

/** The objects of a JSON array, or of the one object that it is; undefined for anything else. */
export function jsonObjects(body: Uint8Array): readonly Readonly<Record<string, unknown>>[] | undefined {
  const value = parseJson(Buffer.from(body).toString('utf8'));
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  const objects = list.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
  return objects.length === list.length ? objects : undefined;
}

/** `2017-09-01 00:00:00` in Beijing, which has no summer time; null for anything else. */
export function beijingTime(value: unknown): Instant | null {
  const text = typeof value === 'string' ? value : '';
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined) return null;
  const at = Date.UTC(year, (month ?? 1) - 1, day, hour, minute, second) - 8 * HOUR;
  return Number.isNaN(at) ? null : instant(at);
}

/** A mainland number as E.164: domestic providers report it without the country. */
export function fromNational(number: string, country = '86'): string {
  const digits = number.replaceAll(/\D/g, '');
  if (number.startsWith('+')) return `+${digits}`;
  return country === '86' && /^1\d{10}$/.test(digits) ? `+86${digits}` : `+${digits}`;
}
