/**
 * One broken rule of one field of what came in. `field` is a path as the sender wrote it (`contacts[2].email`),
 * `rule` a stable snake_case name, `message` a sentence for people. Edges map it to google.rpc.BadRequest or RFC 9457.
 */
export interface FieldViolation {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

/** Builds a FieldViolation. */
export function violation(field: string, rule: string, message: string): FieldViolation {
  return { field, rule, message };
}

/**
 * The surprise: thrown where no Result is expected. `code` is stable SCREAMING_SNAKE (it becomes the ErrorInfo reason);
 * `violations` is empty unless the cause is bad input.
 */
export class DomainError extends Error {
  readonly code: Uppercase<string>;
  readonly violations: readonly FieldViolation[];

  constructor(
    code: Uppercase<string>,
    message: string,
    details: { readonly violations?: readonly FieldViolation[]; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DomainError';
    this.code = code;
    this.violations = details.violations ?? [];
  }
}
