import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type {
  GetPayLinkRequest,
  GetPayLinkResponse,
  LookRequest,
  LookResponse,
  PayByLinkRequest,
  PayByLinkResponse,
  PaymentServiceController,
} from '@perennial/proto/gen/perennial/payments/v1/payments';
import type { TermId } from '@perennial/kernel/ids';
import { readRequest } from '@perennial/service/grpc/request-check';
import { toPaymentMessage } from '../payment/payment-message.js';
import { LookAtTerms } from './look-at-terms.js';
import { PayByLink } from './pay-by-link.js';
import { ShowRenewalLink } from './show-renewal-link.js';

const MOST_TERMS = 1_000;

/** Prices, and the links to pay them. */
@Controller()
export class LinkGrpc implements Pick<PaymentServiceController, 'look' | 'getPayLink' | 'payByLink'> {
  constructor(
    private readonly lookAtTerms: LookAtTerms,
    private readonly showRenewalLink: ShowRenewalLink,
    private readonly pay: PayByLink,
  ) {}

  @GrpcMethod('PaymentService', 'look')
  async look(request: LookRequest): Promise<LookResponse> {
    const looks = await this.lookAtTerms.execute(
      readRequest((check) => check.ids<TermId>('term_ids', request.termIds, MOST_TERMS)),
    );
    return {
      terms: looks.map(({ cause, ...look }) => ({
        ...look,
        closed: cause !== null,
        cause: cause ?? '',
        received: undefined,
        previousPrice: undefined,
        price: look.amount,
      })),
    };
  }

  @GrpcMethod('PaymentService', 'getPayLink')
  async getPayLink(request: GetPayLinkRequest): Promise<GetPayLinkResponse> {
    const { term, state, canPayHere } = await this.showRenewalLink.execute(request.token);
    const { termId, contractId, product, lastDay, quote } = term;
    return {
      termId,
      contractId,
      product,
      lastDay,
      amount: quote?.amount,
      quoteVersion: quote?.version ?? 0,
      state,
      canPayHere,
      received: undefined,
      price: quote?.amount,
    };
  }

  @GrpcMethod('PaymentService', 'payByLink')
  async payByLink(request: PayByLinkRequest): Promise<PayByLinkResponse> {
    return { payment: toPaymentMessage(await this.pay.execute(request.token)) };
  }
}
