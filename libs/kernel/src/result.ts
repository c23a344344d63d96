/** An expected outcome is a value; a surprise is a thrown DomainError (violation.ts). */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** A success carrying `value`. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** An expected failure carrying `error`. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}

/** Narrows a Result; also usable as the predicate of `Array.filter`. */
export function isOk<T, E>(result: Result<T, E>): result is { readonly ok: true; readonly value: T } {
  return result.ok;
}

/** Applies `change` to a success and passes a failure on untouched. */
export function mapOk<T, U, E>(result: Result<T, E>, change: (value: T) => U): Result<U, E> {
  return result.ok ? ok(change(result.value)) : result;
}

/** The value of a success; throws what `surprise` builds from the error of a failure. */
export function orThrow<T, E>(result: Result<T, E>, surprise: (error: E) => Error): T {
  if (!result.ok) throw surprise(result.error);
  return result.value;
}
