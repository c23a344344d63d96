import type { TermId } from '@perennial/kernel/ids';
import { PaymentServiceService, type TermLook as WireLook } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import type { Logger } from '@perennial/service/log/logger';
import { answerOf } from './answer-of.js';
import type { PaymentLook, TermLook } from './peers.js';

/** Short: without an answer the fence alone is relied on (architecture.md, The promise). */
const DEADLINE_MS = 1_000;

/** payments.Look over gRPC, one call a batch. */
export class PaymentsClient implements PaymentLook {
  readonly #peer: Peer<typeof PaymentServiceService>;

  constructor(
    address: string,
    private readonly logger: Logger,
  ) {
    this.#peer = grpcClient(PaymentServiceService, address);
  }

  async look(termIds: readonly TermId[]): Promise<ReadonlyMap<TermId, TermLook> | undefined> {
    const response = await answerOf(
      unary(this.#peer, 'look', { termIds: [...termIds] }, DEADLINE_MS),
      'payments.Look',
      this.logger,
    );
    return response && new Map(response.terms.map((term) => [term.termId as TermId, this.#readable(term)]));
  }

  /** A price or a link that cannot be stored is none: it must not hold up the texts of others. */
  #readable(term: WireLook): TermLook {
    const { termId, payToken } = term;
    const amounts = [term.amount, term.price, term.previousPrice, term.received];
    const plain = amounts.every((amount) => !amount || /^[A-Z]{3}$/.test(amount.currency));
    if (/^[\w.~-]*$/.test(payToken) && plain) return term;
    this.logger.error({ termId }, 'payments answered with a price or link that is none');
    return {
      ...term,
      amount: undefined,
      price: undefined,
      previousPrice: undefined,
      received: undefined,
      payToken: '',
    };
  }

  onModuleDestroy(): void {
    this.#peer.close();
  }
}
