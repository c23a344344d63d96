import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  PaymentState,
  type ListPaymentsRequest,
  type ListPaymentsResponse,
  type PaymentServiceController,
  type RecordPaymentRequest,
  type RecordPaymentResponse,
  type ReversePaymentRequest,
  type ReversePaymentResponse,
} from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { CustomerId, TermId } from '@perennial/kernel/ids';
import { enumNames } from '@perennial/proto/enum-names';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { readRequest } from '@perennial/service/grpc/request-check';
import { Gather } from '@perennial/service/work/gather';
import { ListPayments, PAYMENT_KEY } from './list-payments.js';
import { toPaymentMessage } from './payment-message.js';
import { readPayment, readReversal } from './read-payment-report.js';
import type { Payment, PaymentOrder } from './payment.js';
import { MAX_ORDERS, RecordPayments } from './record-payments.js';
import { ReversePayment } from './reverse-payment.js';

const STATES = enumNames('PAYMENT_STATE_', PaymentState);

/** Money in and out; what PaymentService says of links and restates is in link.grpc.ts and restate.grpc.ts. */
@Controller()
export class PaymentGrpc implements Pick<
  PaymentServiceController,
  'recordPayment' | 'reversePayment' | 'listPayments'
> {
  /** Gateways report the payments of a day side by side. */
  readonly #recording: Gather<PaymentOrder, Payment>;

  constructor(
    private readonly clock: BusinessClock,
    record: RecordPayments,
    private readonly reverse: ReversePayment,
    private readonly list: ListPayments,
  ) {
    this.#recording = new Gather(MAX_ORDERS, (orders) => record.execute(orders));
  }

  @GrpcMethod('PaymentService', 'recordPayment')
  async recordPayment(request: RecordPaymentRequest): Promise<RecordPaymentResponse> {
    const payment = await this.#recording.ask(readPayment(request, this.clock.now()));
    return { payment: toPaymentMessage(payment) };
  }

  @GrpcMethod('PaymentService', 'reversePayment')
  async reversePayment(request: ReversePaymentRequest): Promise<ReversePaymentResponse> {
    const payment = await this.reverse.execute(readReversal(request));
    return { payment: payment && toPaymentMessage(payment), waiting: payment === undefined };
  }

  @GrpcMethod('PaymentService', 'listPayments')
  async listPayments(request: ListPaymentsRequest): Promise<ListPaymentsResponse> {
    const query = readRequest((check) => ({
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      termId: check.optionalId<TermId>('term_id', request.termId),
      state: check.optionalEnum('state', STATES, request.state),
      size: check.pageSize(request.pageSize),
      after: check.pageToken(PAYMENT_KEY, request.pageToken),
    }));
    const { rows, nextPageToken } = await this.list.execute(query);
    return { payments: rows.map(toPaymentMessage), nextPageToken };
  }
}
