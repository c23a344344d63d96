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
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { RestateMoney } from '../restate/restate-money.js';
import { ListPayments } from './list-payments.js';
import { toPaymentMessage } from './payment-message.js';
import { readPaymentReport, readReversalReport } from './payment-report.js';
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
    const [payment] = await this.record.execute([readPaymentReport(request, this.clock.now())]);
    return { payment: toPaymentMessage(payment as Payment) };
  }

  @GrpcMethod('PaymentService', 'reversePayment')
  async reversePayment(request: ReversePaymentRequest): Promise<ReversePaymentResponse> {
    return { payment: toPaymentMessage(await this.reverse.execute(readReversalReport(request))) };
  }

  @GrpcMethod('PaymentService', 'listPayments')
  async listPayments(request: ListPaymentsRequest): Promise<ListPaymentsResponse> {
    const { payments, nextPageToken } = await this.list.execute(request);
    return { payments: payments.map(toPaymentMessage), nextPageToken };
  }

  @GrpcMethod('PaymentService', 'restate')
  async restate(request: RestateRequest): Promise<RestateResponse> {
    return this.restateMoney.execute(request.afterId, request.pageSize);
  }
}
