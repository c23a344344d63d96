import { Module } from '@nestjs/common';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { DUE_WORK, type DueWork } from '@perennial/service/work/due-work';
import { ArchiveTerms } from './archive/archive-terms.js';
import { LinkGrpc } from './link/link.grpc.js';
import { LookAtTerms } from './link/look-at-terms.js';
import { PayByLink } from './link/pay-by-link.js';
import { ShowRenewalLink } from './link/show-renewal-link.js';
import { PaymentMetrics } from './metrics.js';
import { ApplyReversals } from './payment/apply-reversals.js';
import { ListPayments } from './payment/list-payments.js';
import { MatchPayments } from './payment/match-payments.js';
import { NoteMoney } from './payment/note-money.js';
import { PaymentGrpc } from './payment/payment.grpc.js';
import { RecordPayments } from './payment/record-payments.js';
import { ReversePayment } from './payment/reverse-payment.js';
import { ContractsClient } from './reference/contracts.client.js';
import { REFERENCE_RESOLVER } from './reference/reference.js';
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
    NoteMoney,
    MatchPayments,
    ApplyReversals,
    ArchiveTerms,
    {
      provide: REFERENCE_RESOLVER,
      useFactory: (config: ServiceConfig, logger: Logger) => new ContractsClient(config.CONTRACTS_GRPC_URL, logger),
      inject: [SERVICE_CONFIG, LOGGER],
    },
    {
      provide: DUE_WORK,
      useFactory: (...works: DueWork[]): DueWork[] => works,
      inject: [MatchPayments, ApplyReversals, ArchiveTerms],
    },
  ],
})
export class PaymentsModule {}
