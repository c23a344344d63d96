import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { HoldId } from '@perennial/kernel/ids';
import { idPart, instantPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import type { SourceReference } from '../source-reference/source-reference.js';
import { referencesOf } from '../source-reference/source-reference.store.js';
import type { Hold } from './hold.js';
import { pageHolds, type HoldFilter, type HoldKey } from './hold.store.js';

export const HOLD_KEY = pageKey<HoldKey>({ placedAt: instantPart, id: idPart<HoldId>() });

@Injectable()
export class ListHolds {
  constructor(private readonly database: Database) {}

  /** By when they were placed. */
  async execute(
    filter: HoldFilter,
    size: number,
  ): Promise<Page<Hold> & { readonly sources: ReadonlyMap<string, SourceReference> }> {
    const page = toPage<Hold, HoldKey>(await pageHolds(this.database, filter, size + 1), size, HOLD_KEY);
    const sources = await referencesOf(
      this.database,
      page.rows.map(({ id }) => id),
    );
    return { ...page, sources };
  }
}
