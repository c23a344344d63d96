import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { TermId } from '@perennial/kernel/ids';
import { datePart, idPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import { pageTerms, type TermFilter, type TermKey } from './term.store.js';
import type { Term } from './term.js';

export const TERM_KEY = pageKey<TermKey>({ lastDay: datePart, id: idPart<TermId>() });

@Injectable()
export class ListTerms {
  constructor(private readonly database: Database) {}

  /** By last day, then id. */
  async execute(filter: TermFilter, size: number): Promise<Page<Term>> {
    return toPage<Term, TermKey>(await pageTerms(this.database, filter, size + 1), size, TERM_KEY);
  }
}
