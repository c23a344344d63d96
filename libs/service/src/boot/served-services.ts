import { ReviewServiceService } from '@perennial/proto/gen/perennial/review/v1/review';
import type { ServiceDefinition } from './service-definition.js';

/** What a service serves over gRPC: its own, and the list of what a person must look at. */
export function servedServices({ grpc }: Pick<ServiceDefinition, 'grpc'>): Readonly<Record<string, unknown>> {
  return { ...grpc.services, 'perennial.review.v1.ReviewService': ReviewServiceService };
}
