import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { DomainError, type FieldViolation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { CHANNELS, type Channels } from '../channel/channel.js';
import { templateChanged } from './template-changed.js';
import { needsOf } from './template-needs.js';
import type { NeedyTemplate, TemplateDraft } from './template.js';
import { insertTemplates, nextVersion } from './template.store.js';
import { purposeFaults, type PurposeFaults } from './template-warnings.js';
import { withHtml } from './made-of-mjml.js';
import { validateTemplate } from './validate-template.js';

export interface SavedTemplate {
  readonly template: NeedyTemplate;
  readonly warnings: readonly FieldViolation[];
}

const NO_FAULTS: PurposeFaults = { refused: [], warnings: [] };

/**
 * Saves the next version of a template and publishes it.
 * @throws DomainError INVALID_TEMPLATE with part, line and name of every fault.
 */
@Injectable()
export class SaveTemplate {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  async execute(given: TemplateDraft): Promise<SavedTemplate> {
    const form = this.channels[given.channel].text;
    const { draft, faults } = await withHtml(given, form);
    const violations = [...faults, ...(faults.length > 0 ? [] : validateTemplate(draft, form))];
    const { refused, warnings } = violations.length > 0 ? NO_FAULTS : purposeFaults(draft, form);
    violations.push(...refused);
    if (violations.length > 0)
      throw new DomainError('INVALID_TEMPLATE', `the template has ${violations.length} fault(s)`, { violations });
    const template = await this.database.transaction('delivery.save-template', async (tx) => {
      const now = this.clock.now();
      const template = { ...draft, version: await nextVersion(tx, draft) };
      const stored = await insertTemplates(tx, [template], now);
      await this.outbox.append(tx, stored.map(templateChanged), now);
      return template;
    });
    return { template: { ...template, needs: needsOf(template, form) }, warnings };
  }
}
