import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { CustomerId, TermId } from '@perennial/kernel/ids';
import { idPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import { pageOfExceptions, type ExceptionId, type ListedException } from './exception.store.js';

export type { ListedException };

/** The newest first: ids rise with time. */
export const EXCEPTION_KEY = pageKey({ exceptionId: idPart<ExceptionId>() });

/** Who was to hear what, what failed, and what was done instead. */
@Injectable()
export class ListExceptions {
  constructor(private readonly database: Database) {}

  async execute(
    filter: {
      readonly customerId: CustomerId | null;
      readonly termId: TermId | null;
      readonly before: ExceptionId | null;
    },
    size: number,
  ): Promise<Page<ListedException>> {
    return toPage(await pageOfExceptions(this.database, filter, size + 1), size, EXCEPTION_KEY);
  }
}
