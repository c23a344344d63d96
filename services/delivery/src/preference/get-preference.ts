import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import type { ChannelName } from '../channel/channel.js';
import type { Preference } from './preference.js';
import { preferenceOf } from './preference.store.js';
import { readOptOutLink } from './read-opt-out-link.js';

/** What a link shows; reading never acts (RFC 8058). */
@Injectable()
export class GetPreference {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  async execute(token: string): Promise<Preference & { readonly channel: ChannelName }> {
    const subject = readOptOutLink(this.config.LINK_SIGNING_KEYS, token, this.clock.now());
    return { ...(await preferenceOf(this.database, subject)), channel: subject.channel };
  }
}
