import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { DATE, pageToken, readPageToken, toPage, UUID, type Page } from '../query/page.js';
import { pageTerms, type TermFilter } from './term.store.js';
import type { Term } from './term.js';

@Injectable()
export class ListTerms {
  constructor(private readonly database: Database) {}

  /** By last day, then id; null in the filter = any. */
  async execute(filter: Omit<TermFilter, 'after'>, size: number, token: string): Promise<Page<Term>> {
    const [lastDay, id] = readPageToken(token, [DATE, UUID]) ?? [];
    const after = lastDay !== undefined && id !== undefined ? { lastDay, id } : null;
    const terms = await pageTerms(this.database, { ...filter, after }, size + 1);
    return toPage(terms, size, (last) => pageToken(last.lastDay, last.id));
  }
}
