import { Metadata, status } from '@grpc/grpc-js';
import { isTransient, sqlState } from '@perennial/database/errors';
import { DomainError } from '@perennial/kernel/violation';
import { encodeRpcStatus } from './rpc-status.js';

/** Error of a gRPC answer as grpc-js wants it. */
export interface GrpcError {
  readonly code: number;
  readonly message: string;
  readonly metadata: Metadata;
}

/** Status by the form of the stable code: the one place where a domain error meets a transport. */
function statusOf(error: DomainError): number {
  if (error.violations.length > 0 || error.code.startsWith('INVALID_')) return status.INVALID_ARGUMENT;
  if (error.code.endsWith('_NOT_FOUND')) return status.NOT_FOUND;
  if (error.code.endsWith('_UNAVAILABLE')) return status.UNAVAILABLE;
  if (error.code.endsWith('_EXISTS')) return status.ALREADY_EXISTS;
  return status.FAILED_PRECONDITION;
}

/**
 * The database was busy, full, restarted or out of reach: whoever repeats the call later is answered (SQLSTATE 42 is
 * our own mistake).
 */
function isPassing(error: unknown): boolean {
  return isTransient(error) && !sqlState(error)?.startsWith('42');
}

const PASSING = new DomainError('DATABASE_UNAVAILABLE', 'the database could not do it now; try again');

/**
 * What a caller is told: domain errors with code and fields, whether to try again; of anything else only that it
 * happened.
 */
export function toGrpcError(error: unknown): GrpcError {
  const known = error instanceof DomainError ? error : isPassing(error) ? PASSING : undefined;
  const code = known ? statusOf(known) : status.INTERNAL;
  const message = known?.message ?? "internal error; the service's log has the details under the same trace id";
  const metadata = new Metadata();
  metadata.set(
    'grpc-status-details-bin',
    Buffer.from(
      encodeRpcStatus({ code, message, reason: known?.code ?? 'INTERNAL', violations: known?.violations ?? [] }),
    ),
  );
  return { code, message, metadata };
}
