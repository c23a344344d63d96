import type { ErrorReason } from './error-reasons.js';
import type { FieldRule } from './field-rules.js';

/**
 * One broken rule of one field of what came in. `field` is a path as the sender wrote it (`contacts[2].email`), `rule`
 * a stable name of field-rules.ts, `message` a sentence for people. Edges map it to google.rpc.BadRequest or RFC 9457.
 */
export interface FieldViolation {
  readonly field: string;
  readonly rule: FieldRule;
  readonly message: string;
}

/** Builds a FieldViolation. */
export function violation(field: string, rule: FieldRule, message: string): FieldViolation {
  return { field, rule, message };
}

/**
 * The surprise: thrown where no Result is expected. `code` is a stable name of error-reasons.ts (it becomes the
 * ErrorInfo reason); `violations` is empty unless the cause is bad input.
 */
export class DomainError extends Error {
  readonly code: ErrorReason;
  readonly violations: readonly FieldViolation[];

  constructor(
    code: ErrorReason,
    message: string,
    details: { readonly violations?: readonly FieldViolation[]; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DomainError';
    this.code = code;
    this.violations = details.violations ?? [];
  }
}
