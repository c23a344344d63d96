import type { FieldRule } from '@perennial/kernel/field-rules';
import { isUuid, type Id } from '@perennial/kernel/ids';
import { parseLocalDate } from '@perennial/kernel/local-date';
import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';

/** Reads a request field by field; `done` throws everything that was wrong with it at once. */
export class RequestChecks {
  readonly #violations: FieldViolation[] = [];

  /** A UUID in lower case. */
  id<T extends Id<string>>(field: string, value: string): T {
    if (!isUuid(value)) this.refuse(field, 'not_an_id', `${field} is a UUID`);
    return value.toLowerCase() as T;
  }

  optionalId<T extends Id<string>>(field: string, value: string): T | null {
    return value === '' ? null : this.id<T>(field, value);
  }

  text(field: string, value: string, max: number): string {
    if ([...value].length > max) this.refuse(field, 'too_long', `${field} has at most ${max} characters`);
    if (/\p{Cc}/u.test(value)) this.refuse(field, 'control_character', `${field} has no control characters`);
    return value;
  }

  optionalDate(field: string, value: string): string | null {
    if (value === '') return null;
    const parsed = parseLocalDate(value);
    if (!parsed.ok) this.refuse(field, 'not_a_date', parsed.error);
    return value;
  }

  atMost(field: string, list: readonly unknown[], most: number): void {
    if (list.length > most) this.refuse(field, 'too_many', `${field} has at most ${most} entries`);
  }

  refuse(field: string, rule: FieldRule, message: string): void {
    this.#violations.push(violation(field, rule, message));
  }

  /** @throws DomainError INVALID_REQUEST with every violation */
  done(): void {
    if (this.#violations.length > 0)
      throw new DomainError('INVALID_REQUEST', 'the request has bad fields', { violations: this.#violations });
  }
}
