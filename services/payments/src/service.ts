import { PaymentServiceService } from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { ContractRow } from './contract/contract.entity.js';
import { Payments1767225700000 } from './migrations/1767225700000-payments.js';
import { PaymentRow } from './payment/payment.entity.js';
import { ReversalRow } from './payment/reversal.entity.js';
import { PaymentsModule } from './payments.module.js';
import { QuoteRow } from './quote/quote.entity.js';
import { TermRow } from './term/term.entity.js';

/** Ports: surfaces.md. */
export const paymentsService: ServiceDefinition = {
  name: 'payments',
  ports: { grpc: 50055, ops: 9105 },
  secrets: ['LINK_SIGNING_KEYS'],
  module: PaymentsModule,
  grpc: {
    package: 'perennial.payments.v1',
    services: { 'perennial.payments.v1.PaymentService': PaymentServiceService },
  },
  entities: [ContractRow, TermRow, QuoteRow, PaymentRow, ReversalRow],
  migrations: [Payments1767225700000],
};
