import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@perennial/kernel/violation';
import { throwError, type Observable } from 'rxjs';
import type { Logger } from '../log/logger.js';
import { toGrpcError } from './error-status.js';

/** An event batch has a transaction; its errors go to the consumer as they are, gRPC errors become a status. */
@Catch()
export class TransportErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> {
    const [first] = host.getArgs<[{ tx?: unknown } | undefined]>();
    if (first?.tx !== undefined) return throwError(() => error);
    if (!(error instanceof DomainError)) this.logger.error({ err: error }, 'gRPC call failed');
    return throwError(() => toGrpcError(error));
  }
}
