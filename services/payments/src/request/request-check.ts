import { isUuid } from '@perennial/kernel/ids';
import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';

const LARGEST_PAGE = 500;
const DEFAULT_PAGE = 50;

/** Gathers every broken rule of one request, so that its sender learns them all at once. */
export class RequestCheck {
  readonly #violations: FieldViolation[] = [];

  constructor(private readonly code: Uppercase<string>) {}

  broken(field: string, rule: string, message: string): void {
    this.#violations.push(violation(field, rule, message));
  }

  /** Text of at most `max` characters without control characters; empty only if `optional`. */
  text(field: string, value: string, max: number, optional = false): string {
    if (value === '' && !optional) this.broken(field, 'required', 'is required');
    else if (value.length > max) this.broken(field, 'too_long', `has at most ${max} characters`);
    else if (/\p{Cc}/u.test(value)) this.broken(field, 'control_character', 'has no control characters');
    return value;
  }

  /** A UUID, in lower case. */
  id(field: string, value: string): string {
    if (value === '') this.broken(field, 'required', 'is required');
    else if (!isUuid(value)) this.broken(field, 'not_an_id', 'is a UUID');
    return value.toLowerCase();
  }

  /** A UUID in lower case, or null for an empty text. */
  optionalId(field: string, value: string): string | null {
    return value === '' ? null : this.id(field, value);
  }

  /** 1 to 500; 0 means the default of 50. */
  pageSize(value: number): number {
    if (value < 0 || value > LARGEST_PAGE)
      this.broken('page_size', 'out_of_range', `is 1 to ${LARGEST_PAGE}; 0 for ${DEFAULT_PAGE}`);
    return value === 0 ? DEFAULT_PAGE : value;
  }

  /** Ends the check. @throws DomainError with all violations, if there are any. */
  done(): void {
    if (this.#violations.length === 0) return;
    throw new DomainError(this.code, this.#violations.map(({ field, message }) => `${field} ${message}`).join('; '), {
      violations: this.#violations,
    });
  }
}
