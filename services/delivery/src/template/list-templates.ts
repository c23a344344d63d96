import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { CHANNELS, type Channels } from '../channel/channel.js';
import { needsOf } from './template-needs.js';
import type { NeedyTemplate } from './template.js';
import { allTemplates } from './template.store.js';

/** Every version of every template, by name, channel, locale and version. */
@Injectable()
export class ListTemplates {
  constructor(
    private readonly database: Database,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  async execute(): Promise<NeedyTemplate[]> {
    const templates = await allTemplates(this.database);
    return templates.map((template) => ({
      ...template,
      needs: needsOf(template, this.channels[template.channel].text),
    }));
  }
}
