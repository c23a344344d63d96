import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { storableText } from '@perennial/database/storable-text';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { OUR_PAGES } from './evidence.js';
import { linksAtOnce } from './evidence.store.js';
import { evidencedMessages } from './evidenced-message.store.js';
import { readMessage } from './read-message-link.js';
import { RecordEvidence } from './record-evidence.js';
import { AT_ONCE_MS, visitEvidence, type Visit } from './visit.js';

/** A page or picture of ours that was asked for with the reference of a message. */
export interface SeenVisit extends Pick<Visit, 'method' | 'userAgent'> {
  readonly token: string;
  /** What was asked for, such as pay/<term>. */
  readonly link: string;
}

/**
 * Whoever follows the link of a message has it. A link and grade count once a message, however often the page is
 * looked at: what a person does behind a scanner says more and is written too. A reference that is no good says
 * nothing, and the page behind it is shown all the same.
 */
@Injectable()
export class TakeVisit {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    private readonly record: RecordEvidence,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  async execute({ token, link, method, userAgent }: SeenVisit): Promise<void> {
    const now = this.clock.now();
    const keys = this.config.LINK_SIGNING_KEYS;
    const ofPage = readMessage(keys, 'message', token, now);
    const messageId = ofPage ?? readMessage(keys, 'picture', token, now);
    const message = messageId && (await evidencedMessages(this.database, [messageId])).get(messageId);
    if (!message) return;
    const of = ofPage ? 'page' : 'picture';
    const detail = storableText(link, 200);
    await this.database.transaction('delivery.visit', async (tx) => {
      const othersAtOnce = of === 'page' ? await linksAtOnce(tx, message.messageId, detail, AT_ONCE_MS) : 0;
      const { sinceTakenMs } = message;
      const { kind, grade } = visitEvidence({ of, method, userAgent, sinceTakenMs, othersAtOnce });
      const reportId = `${kind} ${message.messageId} ${detail} ${grade}`;
      const evidence = { message, provider: OUR_PAGES, reportId, key: null, kind, grade, answer: null, detail };
      await this.record.within(tx, [{ ...evidence, happenedAt: now, closesAddress: false }], now);
    });
  }
}
