import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { Template } from './template.js';
import { insertTemplates, nextVersion } from './template.store.js';
import { validateTemplate } from './validate-template.js';

/**
 * Saves the next version of a template. @throws DomainError INVALID_TEMPLATE with part, line and name of every fault.
 */
@Injectable()
export class SaveTemplate {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
  ) {}

  async execute(draft: Omit<Template, 'version'>): Promise<Template> {
    const violations = validateTemplate(draft);
    if (violations.length > 0)
      throw new DomainError('INVALID_TEMPLATE', `the template has ${violations.length} fault(s)`, { violations });
    return await this.database.transaction('delivery.save-template', async (tx) => {
      const template = { ...draft, version: await nextVersion(tx, draft.name, draft.locale) };
      await insertTemplates(tx, [template], this.clock.now());
      return template;
    });
  }
}
