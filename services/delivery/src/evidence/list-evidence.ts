import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { idPart, pageKey, toPage, type Page } from '@perennial/service/grpc/page';
import { pageOfEvidence } from './evidence.store.js';
import type { EvidenceFilter, EvidenceId, ListedEvidence } from './evidence.js';

/** The oldest first: ids rise with time. */
export const EVIDENCE_KEY = pageKey({ evidenceId: idPart<EvidenceId>() });

/** What became known of a message, or of all messages that told a term. */
@Injectable()
export class ListEvidence {
  constructor(private readonly database: Database) {}

  async execute(filter: EvidenceFilter, size: number): Promise<Page<ListedEvidence>> {
    return toPage(await pageOfEvidence(this.database, filter, size + 1), size, EVIDENCE_KEY);
  }
}
