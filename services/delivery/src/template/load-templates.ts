import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import { CHANNELS, type Channels } from '../channel/channel.js';
import { BUILT_IN_TEMPLATES } from './built-in/built-in-templates.js';
import { TemplateBook } from './template-book.js';
import { templateChanged } from './template-changed.js';
import { allTemplates, insertTemplates } from './template.store.js';

/** How long a version saved by another process may go unnoticed. */
const FRESH_MS = 1_000;

/** Stores and publishes the shipped templates at the first start, and keeps the book of all of them. */
@Injectable()
export class LoadTemplates implements OnModuleInit {
  #book: TemplateBook | undefined;
  #loadedAt = 0;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.database.transaction('delivery.seed-templates', async (tx) => {
      const now = this.clock.now();
      const stored = await insertTemplates(tx, BUILT_IN_TEMPLATES, now);
      await this.outbox.append(tx, stored.map(templateChanged), now);
    });
  }

  async book(): Promise<TemplateBook> {
    const now = monotonicNow();
    if (!this.#book || now - this.#loadedAt > FRESH_MS) {
      this.#book = new TemplateBook(this.channels, await allTemplates(this.database), this.#book);
      this.#loadedAt = now;
    }
    return this.#book;
  }
}
