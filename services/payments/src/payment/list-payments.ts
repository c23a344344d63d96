import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { isUuid } from '@perennial/kernel/ids';
import { RequestCheck } from '../request/request-check.js';
import type { Payment } from './payment.js';
import { readPaymentPage } from './payment.store.js';

export interface PaymentQuery {
  /** Empty: of all customers. */
  readonly customerId: string;
  /** Empty: of all terms. */
  readonly termId: string;
  /** 1 to 500; 0 for 50. */
  readonly pageSize: number;
  readonly pageToken: string;
}

/** Payments in the order of their recording, page by page. */
@Injectable()
export class ListPayments {
  constructor(private readonly database: Database) {}

  /** @throws DomainError INVALID_QUERY with every broken rule by field. `nextPageToken` is empty on the last page. */
  async execute(query: PaymentQuery): Promise<{ payments: Payment[]; nextPageToken: string }> {
    const check = new RequestCheck('INVALID_QUERY');
    const customerId = check.optionalId('customer_id', query.customerId);
    const termId = check.optionalId('term_id', query.termId);
    const size = check.pageSize(query.pageSize);
    const afterId = query.pageToken === '' ? null : Buffer.from(query.pageToken, 'base64url').toString('utf8');
    if (afterId !== null && !isUuid(afterId))
      check.broken('page_token', 'not_a_token', 'is a next_page_token of an earlier answer');
    check.done();
    const rows = await readPaymentPage(this.database, { customerId, termId, afterId, size: size + 1 });
    const payments = rows.slice(0, size);
    const last = payments.at(-1);
    return {
      payments,
      nextPageToken: rows.length > size && last ? Buffer.from(last.paymentId, 'utf8').toString('base64url') : '',
    };
  }
}
