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
const MOST_VERSIONS = 2_147_483_647;

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
      terms: looks.map(({ cause, ...look }) => ({ ...look, closed: cause !== null, cause: cause ?? '' })),
    };
  }

  @GrpcMethod('PaymentService', 'getPayLink')
  async getPayLink(request: GetPayLinkRequest): Promise<GetPayLinkResponse> {
    const { term, state, canPayHere, measure, asked, received } = await this.showRenewalLink.execute(request.token);
    const { termId, contractId, product, lastDay } = term;
    const quote = term.quotes.at(-1);
    const currency = measure?.amount.currency ?? '';
    return {
      termId,
      contractId,
      product,
      lastDay,
      amount: measure && { currency, minor: asked },
      quoteVersion: quote?.version ?? 0,
      state,
      canPayHere,
      received: received > 0n ? { currency, minor: received } : undefined,
      price: quote?.amount,
    };
  }

  @GrpcMethod('PaymentService', 'payByLink')
  async payByLink(request: PayByLinkRequest): Promise<PayByLinkResponse> {
    // A link that is no good is told so, whatever its page posted.
    await this.showRenewalLink.execute(request.token);
    const offer = readRequest((check) => ({
      version: check.integer('quote_version', request.quoteVersion, 1, MOST_VERSIONS),
      amount: check.positiveMoney('amount', request.amount),
    }));
    return { payment: toPaymentMessage(await this.pay.execute(request.token, offer)) };
  }
}
