import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import type { DeliveryEvidence } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { appendDecisions } from '../decision/append-decisions.js';
import type { TermDecision } from '../decision/decision.js';
import { RecordBreakers } from '../outage/record-breakers.js';
import { markTerms } from '../term/term-mark.store.js';
import { lockAndReadTerms } from '../term/term.store.js';
import type { Term } from '../term/term.js';
import { evidenceOf, type Evidence, type EvidenceKind } from './evidence.js';
import { upsertEvidence } from './evidence.store.js';

/** What changes a plan whatever the policy says: the send did not arrive, or somebody spoke. */
const DECIDES: ReadonlySet<EvidenceKind> = new Set(['BOUNCED', 'COMPLAINED', 'ANSWERED']);

/** Takes what became known behind sends, under the locks of their terms, and marks those whose plan it changes. */
@Injectable()
export class RecordEvidence {
  constructor(
    private readonly breakers: RecordBreakers,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(tx: Transaction, payloads: readonly DeliveryEvidence[], now: Instant): Promise<void> {
    const evidence = payloads.flatMap((payload) => evidenceOf(payload, now));
    const termIds = [...new Set(evidence.map(({ termId }) => termId))];
    const terms = await lockAndReadTerms(tx, termIds);
    const known = new Map(terms.map((term) => [term.termId, term]));
    await this.breakers.seen(tx, payloads);
    const news = await upsertEvidence(
      tx,
      evidence.filter(({ termId }) => known.has(termId)),
    );
    // Something older that comes late is kept and decides nothing.
    const told = new Set(evidence.map(keyOf));
    const marked = news.filter((of) => changesPlan(of, known.get(of.termId)));
    await tx.pipeline([
      appendDecisions(tx, terms, news.filter((of) => told.has(keyOf(of))).flatMap(decisionsOf), now),
      markTerms(tx, [...new Set(marked.map(({ termId }) => termId))]),
    ]);
    if (marked.length > 0) tx.afterCommit(this.workSignal.waking('plan-terms'));
  }
}

function keyOf({ reminderId, kind, lastAt }: Evidence): string {
  return `${reminderId} ${kind} ${lastAt}`;
}

/** What waits to be heard is looked at when its time comes; an archived term brings its rows back first. */
function changesPlan({ kind }: Evidence, term: Term | undefined): boolean {
  return term !== undefined && (DECIDES.has(kind) || term.listens || term.archived);
}

function decisionsOf({ termId, reminderId, kind, grade, channel, lastAt, answer }: Evidence): TermDecision[] {
  if (!DECIDES.has(kind)) return [];
  const facts = { channel, grade, at: formatInstant(lastAt) };
  return [{ termId, kind: 'HEARD', reminderId, reason: answer ?? kind, facts }];
}
