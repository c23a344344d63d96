import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { CustomerId, PaymentId, TermId } from '@perennial/kernel/ids';
import { idPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import type { Payment, PaymentState } from './payment.js';
import { readPaymentPage } from './payment.store.js';

/** Payments are listed by id, which is the order of their recording. */
export const PAYMENT_KEY = pageKey({ paymentId: idPart<PaymentId>() });

export interface PaymentQuery {
  /** Null: of all customers. */
  readonly customerId: CustomerId | null;
  /** Null: of all terms. */
  readonly termId: TermId | null;
  /** Null: in any state. */
  readonly state: PaymentState | null;
  readonly size: number;
  readonly after: { readonly paymentId: PaymentId } | null;
}

@Injectable()
export class ListPayments {
  constructor(private readonly database: Database) {}

  async execute({ after, size, ...filter }: PaymentQuery): Promise<Page<Payment>> {
    const afterId = after?.paymentId ?? null;
    return toPage(await readPaymentPage(this.database, { ...filter, afterId, size: size + 1 }), size, PAYMENT_KEY);
  }
}
