import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { MessageId } from '@perennial/kernel/ids';
import { DomainError, violation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { answerPageFacts, type AnswerPageFacts } from './answer-page.store.js';
import { OUR_PAGES, type Answer } from './evidence.js';
import { answerTo } from './evidence.store.js';
import { evidencedMessages } from './evidenced-message.store.js';
import { messageOfLink } from './read-message-link.js';
import { RecordEvidence } from './record-evidence.js';

export interface AnswerPage extends AnswerPageFacts {
  readonly messageId: MessageId;
  /** What was answered; null before that. */
  readonly answered: Answer | null;
}

/** The page on which an addressee answers a message. Reading it does nothing; the first answer stands. */
@Injectable()
export class AnswerMessages {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly record: RecordEvidence,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** @throws DomainError INVALID_LINK */
  async show(token: string): Promise<AnswerPage> {
    const messageId = messageOfLink(this.config.LINK_SIGNING_KEYS, 'answer', token, this.clock.now());
    const facts = await answerPageFacts(this.database, messageId);
    if (!facts) throw tooOld();
    return { ...facts, messageId, answered: await answerTo(this.database, messageId) };
  }

  /**
   * Whoever presses a button is a person. Scheduling acts on it (`delivery.evidence`). @returns what is answered now:
   * another answer before it stays. @throws DomainError INVALID_LINK
   */
  async answer(token: string, answer: Answer): Promise<AnswerPage> {
    const page = await this.show(token);
    const message = (await evidencedMessages(this.database, [page.messageId])).get(page.messageId);
    if (!message) throw tooOld();
    await this.database.transaction('delivery.answer', async (tx) => {
      const now = this.clock.now();
      const evidence = { message, provider: OUR_PAGES, kind: 'ANSWERED', grade: 'STRONG', answer } as const;
      const report = { reportId: `ANSWERED ${message.messageId}`, key: null, detail: answer, closesAddress: false };
      await this.record.within(tx, [{ ...evidence, ...report, happenedAt: now }], now);
    });
    return { ...page, answered: await answerTo(this.database, page.messageId) };
  }
}

function tooOld(): DomainError {
  const message = 'the link is of a message that is kept no longer';
  return new DomainError('INVALID_LINK', message, { violations: [violation('token', 'expired', message)] });
}
