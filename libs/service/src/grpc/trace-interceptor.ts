import { Metadata } from '@grpc/grpc-js';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { withTrace } from '@perennial/events/trace-context';
import { Observable } from 'rxjs';

/** Continues the trace of a gRPC caller, or begins one. Event batches come with a trace already: their wave's. */
export class TraceInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const metadata: unknown = context.getArgByIndex(1);
    if (!(metadata instanceof Metadata)) return next.handle();
    const parent = metadata.get('traceparent')[0]?.toString();
    return new Observable((subscriber) => withTrace(parent, () => next.handle().subscribe(subscriber)));
  }
}
