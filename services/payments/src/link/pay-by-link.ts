import { Injectable } from '@nestjs/common';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { Payment } from '../payment/payment.js';
import { RecordPayments } from '../payment/record-payments.js';
import { sandboxEventId } from './renewal-link.js';
import { ShowRenewalLink } from './show-renewal-link.js';

const GATEWAY = 'sandbox';

/** Pays the current quote of a link's term through the sandbox gateway (P-01). */
@Injectable()
export class PayByLink {
  constructor(
    private readonly showRenewalLink: ShowRenewalLink,
    private readonly recordPayments: RecordPayments,
    private readonly clock: BusinessClock,
  ) {}

  /** @throws DomainError INVALID_LINK; NO_GATEWAY; LINK_CONSUMED when the term is paid; TERM_CLOSED; NO_QUOTE. */
  async execute(token: string): Promise<Payment> {
    const { term, state } = await this.showRenewalLink.execute(token);
    if (!this.showRenewalLink.hasGateway) throw new DomainError('NO_GATEWAY', 'no payment gateway is configured here');
    if (state === 'PAID') throw new DomainError('LINK_CONSUMED', 'this renewal is paid already');
    if (state === 'CLOSED') throw new DomainError('TERM_CLOSED', 'this term can no longer be renewed');
    if (term.quote === null) throw new DomainError('NO_QUOTE', 'this term has no price yet');
    const { version, amount } = term.quote;
    const [payment] = await this.recordPayments.execute([
      {
        gateway: GATEWAY,
        gatewayEventId: sandboxEventId(term, version),
        termId: term.termId,
        amount,
        paidAt: this.clock.now(),
      },
    ]);
    return payment as Payment;
  }
}
