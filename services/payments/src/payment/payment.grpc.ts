import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type {
  ListPaymentsRequest,
  ListPaymentsResponse,
  PaymentServiceController,
  RecordPaymentRequest,
  RecordPaymentResponse,
  RestateRequest,
  RestateResponse,
  ReversePaymentRequest,
  ReversePaymentResponse,
} from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { CustomerId, TermId } from '@perennial/kernel/ids';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { readRequest } from '@perennial/service/grpc/request-check';
import { readRestatePage } from '@perennial/service/grpc/restate';
import { RestateMoney } from '../restate/restate-money.js';
import { ListPayments, PAYMENT_KEY } from './list-payments.js';
import { toPaymentMessage } from './payment-message.js';
import { readPayment, readReversal } from './read-payment-report.js';
import type { Payment } from './payment.js';
import { RecordPayments } from './record-payments.js';
import { ReversePayment } from './reverse-payment.js';

/** Money in and out; the links of the same service are in link.grpc.ts. */
@Controller()
export class PaymentGrpc implements Pick<
  PaymentServiceController,
  'recordPayment' | 'reversePayment' | 'listPayments' | 'restate'
> {
  constructor(
    private readonly clock: BusinessClock,
    private readonly record: RecordPayments,
    private readonly reverse: ReversePayment,
    private readonly list: ListPayments,
    private readonly restateMoney: RestateMoney,
  ) {}

  @GrpcMethod('PaymentService', 'recordPayment')
  async recordPayment(request: RecordPaymentRequest): Promise<RecordPaymentResponse> {
    const [payment] = await this.record.execute([readPayment(request, this.clock.now())]);
    return { payment: toPaymentMessage(payment as Payment) };
  }

  @GrpcMethod('PaymentService', 'reversePayment')
  async reversePayment(request: ReversePaymentRequest): Promise<ReversePaymentResponse> {
    return { payment: toPaymentMessage(await this.reverse.execute(readReversal(request))) };
  }

  @GrpcMethod('PaymentService', 'listPayments')
  async listPayments(request: ListPaymentsRequest): Promise<ListPaymentsResponse> {
    const query = readRequest((check) => ({
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      termId: check.optionalId<TermId>('term_id', request.termId),
      size: check.pageSize(request.pageSize),
      after: check.pageToken(PAYMENT_KEY, request.pageToken),
    }));
    const { rows, nextPageToken } = await this.list.execute(query);
    return { payments: rows.map(toPaymentMessage), nextPageToken };
  }

  @GrpcMethod('PaymentService', 'restate')
  async restate(request: RestateRequest): Promise<RestateResponse> {
    return await this.restateMoney.execute(readRequest((check) => readRestatePage(check, request)));
  }
}
