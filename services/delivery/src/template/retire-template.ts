import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { CHANNELS, type Channels } from '../channel/channel.js';
import { templateChanged } from './template-changed.js';
import { needsOf } from './template-needs.js';
import type { NeedyTemplate, TemplateKey } from './template.js';
import { newestOf, retireTemplates } from './template.store.js';

/**
 * Takes texts out of use and tells it: no new policy should name them. A reminder of a policy that still does is sent
 * in another language of that name, or, where every one is retired, with the retired text: a rule of ours never
 * silences a customer's reminder.
 */
@Injectable()
export class RetireTemplate {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  /** @param key without a locale: every language. @throws DomainError TEMPLATE_NOT_FOUND */
  async execute(key: TemplateKey): Promise<NeedyTemplate[]> {
    return await this.database.transaction('delivery.retire-template', async (tx) => {
      const now = this.clock.now();
      await this.outbox.append(tx, (await retireTemplates(tx, key, now)).map(templateChanged), now);
      const templates = await newestOf(tx, key);
      if (templates.length === 0) throw new DomainError('TEMPLATE_NOT_FOUND', 'there is no such template');
      return templates.map((template) => ({
        ...template,
        needs: needsOf(template, this.channels[template.channel].text),
      }));
    });
  }
}
