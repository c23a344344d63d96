/**
 * How values of ours become SQL parameters. An Instant is a number in TypeScript and would reach PostgreSQL as digits,
 * which timestamptz refuses; so it always goes through `timestamptz`. bigint, LocalDate and their arrays pass as they
 * are.
 */

const LAST_MS = 253402300799999; // 9999-12-31T23:59:59.999Z: beyond it Date prints a form that PostgreSQL cannot read
const FIRST_MS = -62135596800000; // 0001-01-01T00:00:00Z

/**
 * ISO text (UTC, milliseconds) of an instant in epoch ms, for a timestamptz parameter; null stays null. Throws
 * RangeError outside the years 1-9999.
 */
export function timestamptz(instant: number): string;
export function timestamptz(instant: number | null | undefined): string | null;
export function timestamptz(instant: number | null | undefined): string | null {
  if (instant === null || instant === undefined) return null;
  if (!(instant >= FIRST_MS && instant <= LAST_MS))
    throw new RangeError(`not an instant in the years 1-9999: ${instant}`);
  if (instant !== last.instant) last = { instant, text: new Date(instant).toISOString() };
  return last.text;
}

/** Arrays hold the same instant hundreds of times. */
let last = { instant: 0, text: '1970-01-01T00:00:00.000Z' };

/** The same for a `timestamptz[]` parameter (`unnest($1::timestamptz[])`). */
export function timestamptzArray(instants: readonly (number | null | undefined)[]): (string | null)[] {
  return instants.map((instant) => timestamptz(instant));
}

/**
 * JSON text for a json or jsonb parameter. Needed for arrays, which the driver would send as an SQL array; bigint
 * becomes a string.
 */
export function json(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
}

/** The same for a `jsonb[]` parameter. */
export function jsonArray(values: readonly unknown[]): string[] {
  return values.map(json);
}
