import { PaymentServiceService } from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { Payments1767225700000 } from './migrations/1767225700000-payments.js';
import { Sums1790000003000 } from './migrations/1790000003000-sums.js';
import { Archive1790000012000 } from './migrations/1790000012000-archive.js';
import { PaymentsModule } from './payments.module.js';

/** Ports: surfaces.md. */
export const paymentsService: ServiceDefinition = {
  name: 'payments',
  ports: { grpc: 50055, ops: 9105 },
  secrets: ['LINK_SIGNING_KEYS'],
  module: PaymentsModule,
  grpc: {
    services: { 'perennial.payments.v1.PaymentService': PaymentServiceService },
  },
  migrations: [Payments1767225700000, Sums1790000003000, Archive1790000012000],
};
