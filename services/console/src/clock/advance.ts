import { addMonthsClamped } from '@perennial/calendar/civil';
import type { FieldRule } from '@perennial/kernel/field-rules';
import { DAY, HOUR, MINUTE, SECOND, instant, parseInstant, type Instant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const LONGEST_DAYS = 3_700;

/**
 * Where `{"advance":"P30D"}` or `{"to":"2025-01-31T00:00:00Z"}` leads from `now`. Years and months count by the
 * calendar in UTC.
 * @throws DomainError INVALID_REQUEST naming the field.
 */
export function walkTarget(now: Instant, body: unknown): Instant {
  const { advance, to, ...rest } = (body ?? {}) as Record<string, unknown>;
  if (Object.keys(rest).length > 0)
    throw bad(Object.keys(rest)[0] as string, 'unknown_field', 'known are advance and to');
  if ((advance === undefined) === (to === undefined))
    throw bad('advance', 'one_of', 'give either advance (ISO 8601 duration) or to (RFC 3339 instant)');
  const target = advance === undefined ? readTo(to) : addDuration(now, advance);
  if (target < now) throw bad(advance === undefined ? 'to' : 'advance', 'not_back', 'the clock never goes back');
  if (target - now > LONGEST_DAYS * DAY)
    throw bad(advance === undefined ? 'to' : 'advance', 'out_of_range', `at most ${LONGEST_DAYS} days at once`);
  return target;
}

function readTo(to: unknown): Instant {
  const parsed = parseInstant(String(to));
  if (!parsed.ok) throw bad('to', 'not_an_instant', parsed.error);
  return parsed.value;
}

function addDuration(now: Instant, advance: unknown): Instant {
  const match = DURATION.exec(String(advance));
  if (!match || String(advance).length < 3)
    throw bad('advance', 'not_a_duration', 'must be an ISO 8601 duration such as P30D, P1M or PT6H');
  const part = (group: number): number => Number(match[group] ?? 0);
  const months = part(1) * 12 + part(2);
  if (months > 1_200) throw bad('advance', 'out_of_range', 'at most 100 years');
  const day = new Date(now).toISOString().slice(0, 10);
  const moved = Date.parse(`${addMonthsClamped(day, months)}T00:00:00Z`) + (now - Date.parse(`${day}T00:00:00Z`));
  return instant(moved + (part(3) * 7 + part(4)) * DAY + part(5) * HOUR + part(6) * MINUTE + part(7) * SECOND);
}

function bad(field: string, rule: FieldRule, message: string): DomainError {
  return new DomainError('INVALID_REQUEST', `${field}: ${message}`, { violations: [violation(field, rule, message)] });
}
