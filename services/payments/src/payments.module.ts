import { Module } from '@nestjs/common';
import { DUE_WORK, type DueWork } from '@perennial/service/work/due-work';
import { LinkGrpc } from './link/link.grpc.js';
import { LookAtTerms } from './link/look-at-terms.js';
import { PayByLink } from './link/pay-by-link.js';
import { ShowRenewalLink } from './link/show-renewal-link.js';
import { PaymentMetrics } from './metrics.js';
import { AssignOwners } from './payment/assign-owners.js';
import { ListPayments } from './payment/list-payments.js';
import { PaymentGrpc } from './payment/payment.grpc.js';
import { RecordPayments } from './payment/record-payments.js';
import { ReversePayment } from './payment/reverse-payment.js';
import { RestateMoney } from './restate/restate-money.js';
import { RestateGrpc } from './restate/restate.grpc.js';
import { ReplicateTerms } from './contract/replicate-terms.js';
import { ContractConsumer } from './contract/contract.consumer.js';

/** Quotes follow events, payments follow calls; only money that came before its term waits for something. */
@Module({
  controllers: [ContractConsumer, PaymentGrpc, LinkGrpc, RestateGrpc],
  providers: [
    PaymentMetrics,
    ReplicateTerms,
    RecordPayments,
    ReversePayment,
    ListPayments,
    RestateMoney,
    LookAtTerms,
    ShowRenewalLink,
    PayByLink,
    AssignOwners,
    {
      provide: DUE_WORK,
      useFactory: (assignOwners: AssignOwners): DueWork[] => [assignOwners],
      inject: [AssignOwners],
    },
  ],
})
export class PaymentsModule {}
