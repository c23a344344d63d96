import { Injectable } from '@nestjs/common';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { checkOffer } from '../payment/offer.js';
import type { Offer, Payment } from '../payment/payment.js';
import { RecordPayments } from '../payment/record-payments.js';
import { sandboxEventId } from './renewal-link.js';
import { ShowRenewalLink } from './show-renewal-link.js';

const GATEWAY = 'sandbox';

/** Pays what a link's page showed through the sandbox gateway, and nothing else (P-01; review 16, M9). */
@Injectable()
export class PayByLink {
  constructor(
    private readonly showRenewalLink: ShowRenewalLink,
    private readonly recordPayments: RecordPayments,
    private readonly clock: BusinessClock,
  ) {}

  /**
   * @throws DomainError INVALID_LINK; NO_GATEWAY; LINK_CONSUMED when the term is paid; TERM_CLOSED; NO_QUOTE;
   * NOTHING_TO_PAY for what costs nothing; QUOTE_CHANGED when what the page showed holds no more.
   */
  async execute(token: string, offer: Offer): Promise<Payment> {
    const { term, state, measure } = await this.showRenewalLink.execute(token);
    const { termId } = term;
    if (!this.showRenewalLink.hasGateway) throw new DomainError('NO_GATEWAY', 'no payment gateway is configured here');
    if (state === 'PAID') throw new DomainError('LINK_CONSUMED', 'this renewal is paid already');
    if (measure?.amount.minor === 0n) throw new DomainError('NOTHING_TO_PAY', 'this renewal costs nothing');
    if (state === 'CLOSED') throw new DomainError('TERM_CLOSED', 'this term can no longer be renewed');
    if (!measure) throw new DomainError('NO_QUOTE', 'this term has no price yet');
    checkOffer({ termId, offer }, new Map([[termId, term]]), this.clock.now());
    const [payment] = await this.recordPayments.execute([
      {
        gateway: GATEWAY,
        gatewayEventId: sandboxEventId(term, offer.version),
        termId,
        reference: null,
        amount: offer.amount,
        paidAt: this.clock.now(),
        offer,
      },
    ]);
    return payment as Payment;
  }
}
