import { isZone } from '@perennial/calendar/zone';
import type { FieldRule } from '@perennial/kernel/field-rules';
import { canonicalLocale } from '../customer/locale.js';
import { parseLocalDate } from '@perennial/kernel/local-date';
import { violation, type FieldViolation } from '@perennial/kernel/violation';
import type { SourceRef } from '@perennial/proto/gen/perennial/types/v1/types';

const LAST_YEAR = '2200';

/** Reads the fields of one record and collects every violation; a value that broke a rule reads as its fallback. */
export class FieldChecks {
  readonly violations: FieldViolation[] = [];

  refuse(field: string, rule: FieldRule, message: string): void {
    this.violations.push(violation(field, rule, message));
  }

  /** A text of 1 to `max` code points without control characters and U+FFFD; emoji and any script are fine. */
  text(field: string, value: string, max: number): string {
    if (value.trim() === '') this.refuse(field, 'required', `${field} must not be empty`);
    return this.optionalText(field, value, max) ?? '';
  }

  optionalText(field: string, value: string, max: number): string | null {
    if ([...value].length > max) this.refuse(field, 'too_long', `${field} has at most ${max} characters`);
    if (/\p{Cc}/u.test(value))
      this.refuse(field, 'control_character', `${field} has no line breaks or control characters`);
    if (value.includes('\ufffd'))
      this.refuse(field, 'encoding', `${field} holds U+FFFD, which stands for a character that was lost`);
    const clean = value.normalize('NFC').trim();
    return clean === '' ? null : clean;
  }

  /** YYYY-MM-DD and nothing else (D-03), up to the year 2200. */
  date(field: string, value: string): string | null {
    const parsed = parseLocalDate(value);
    if (value === '') this.refuse(field, 'required', `${field} must not be empty`);
    else if (!parsed.ok) this.refuse(field, 'not_a_date', parsed.error);
    else if (value >= LAST_YEAR) this.refuse(field, 'out_of_range', `${field} lies before the year ${LAST_YEAR}`);
    else return parsed.value;
    return null;
  }

  zone(field: string, value: string): string | null {
    if (value === '') return null;
    if (isZone(value)) return value;
    this.refuse(field, 'unknown_zone', `${field} is an IANA zone such as Asia/Shanghai`);
    return null;
  }

  /** Any locale that is well-formed, in its canonical form; whether there is a text for it is delivery's to know. */
  locale(field: string, value: string): string | null {
    if (value === '') return null;
    const locale = canonicalLocale(value);
    if (locale === null) this.refuse(field, 'unknown_locale', `${field} is a locale of BCP 47 as zh-CN, de or pt_BR`);
    return locale;
  }

  integer(field: string, value: number, least: number, most: number): number {
    if (!Number.isInteger(value) || value < least || value > most)
      this.refuse(field, 'out_of_range', `${field} is a whole number from ${least} to ${most}`);
    return value;
  }

  oneOf<T extends string>(field: string, value: string, known: readonly T[]): T {
    if (!(known as readonly string[]).includes(value))
      this.refuse(field, 'unknown_value', `${field} is one of ${known.join(', ')}`);
    return value as T;
  }

  source(source: SourceRef | undefined): { system: string; sourceId: string; version: bigint } {
    const system = source?.system ?? '';
    if (!/^[\w.-]{1,64}$/.test(system))
      this.refuse(
        'source.system',
        'not_a_name',
        'source.system has 1 to 64 letters, digits, dots, dashes or underscores',
      );
    const sourceId = this.text('source.id', source?.id ?? '', 200);
    const version = source?.version ?? 0n;
    if (version < 1n) this.refuse('source.version', 'out_of_range', 'source.version is a whole number from 1');
    return { system, sourceId, version };
  }
}
