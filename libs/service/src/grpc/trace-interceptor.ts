import { Metadata } from '@grpc/grpc-js';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { withTrace } from '@perennial/events/trace-context';
import { Observable } from 'rxjs';

/** Continues the caller's trace, or begins one. */
export class TraceInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const metadata: unknown = context.getArgByIndex(1);
    const parent = metadata instanceof Metadata ? metadata.get('traceparent')[0] : undefined;
    return new Observable((subscriber) => withTrace(parent?.toString(), () => next.handle().subscribe(subscriber)));
  }
}
