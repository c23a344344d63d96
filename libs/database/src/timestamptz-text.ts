const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;
const pair = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

/**
 * Epoch milliseconds of PostgreSQL's text for timestamptz in a UTC session (`2025-01-31 08:00:00.123456+00`);
 * microseconds are cut off, towards the past. ±infinity becomes ±Infinity. Throws on a session that is not UTC
 * and on years outside 1-9999. Hand-written because it runs for every instant of every row.
 */
export function instantOfTimestamptz(text: string): number {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  const end = text.length - 3;
  if (end < 19 || text.charCodeAt(4) !== 45 || text.slice(end) !== '+00')
    throw new RangeError(`not a UTC timestamp of the years 1-9999: ${text}`);
  let milliseconds = 0;
  for (let at = 20, weight = 100; at < end && weight >= 1; at += 1, weight /= 10)
    milliseconds += digit(text, at) * weight;
  const year = pair(text, 0) * 100 + pair(text, 2);
  const instant = Date.UTC(
    year < 100 ? 2000 : year,
    pair(text, 5) - 1,
    pair(text, 8),
    pair(text, 11),
    pair(text, 14),
    pair(text, 17),
    milliseconds,
  );
  return year < 100 ? new Date(instant).setUTCFullYear(year) : instant;
}
