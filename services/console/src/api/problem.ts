import { DomainError, type FieldViolation } from '@perennial/kernel/violation';

/** RFC 9457 problem document. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable name of the reason, the same as in gRPC's ErrorInfo. */
  readonly code: string;
  readonly violations?: readonly FieldViolation[];
}

/** HTTP status by the form of the stable code; anything that is no DomainError stays unexplained to the caller. */
export function toProblem(error: unknown): Problem {
  const http = (error as { statusCode?: unknown } | null)?.statusCode;
  if (!(error instanceof DomainError) && typeof http === 'number' && http >= 400 && http < 500) {
    return problem('BAD_HTTP', (error as Error).message, http);
  }
  if (!(error instanceof DomainError)) return problem('INTERNAL', 'internal error', 500);
  const violations = error.violations.length > 0 ? { violations: error.violations } : {};
  return { ...problem(error.code, error.message, statusOf(error)), ...violations };
}

function statusOf(error: DomainError): number {
  if (error.violations.length > 0 || error.code.startsWith('INVALID_')) return 400;
  if (error.code.endsWith('_NOT_FOUND')) return 404;
  if (error.code === 'FOREIGN_HOST' || error.code === 'FOREIGN_ORIGIN') return 403;
  if (error.code.endsWith('_UNAVAILABLE')) return 503;
  if (error.code === 'INTERNAL') return 500;
  return 409;
}

function problem(code: string, title: string, status: number): Problem {
  return { type: `urn:perennial:problem:${code.toLowerCase()}`, title, status, code };
}
