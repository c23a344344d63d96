import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import { BUILT_IN_TEMPLATES } from './built-in/built-in-templates.js';
import { TemplateBook } from './template-book.js';
import { allTemplates, insertTemplates } from './template.store.js';

/** How long a version saved by another process may go unnoticed. */
const FRESH_MS = 1_000;

/** Stores the shipped templates at the first start and keeps the book of all of them. */
@Injectable()
export class LoadTemplates implements OnModuleInit {
  #book: TemplateBook | undefined;
  #loadedAt = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
  ) {}

  async onModuleInit(): Promise<void> {
    await insertTemplates(this.database, BUILT_IN_TEMPLATES, this.clock.now());
  }

  async book(): Promise<TemplateBook> {
    const now = monotonicNow();
    if (!this.#book || now - this.#loadedAt > FRESH_MS) {
      this.#book = new TemplateBook(await allTemplates(this.database), this.#book);
      this.#loadedAt = now;
    }
    return this.#book;
  }
}
