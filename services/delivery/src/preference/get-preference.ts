import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import type { ChannelName } from '../channel/channel.js';
import { optedOutOf } from './opt-out.store.js';
import { readOptOutLink } from './read-opt-out-link.js';

/** What a link shows; reading never acts (RFC 8058). */
@Injectable()
export class GetPreference {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  async execute(token: string): Promise<{ channel: ChannelName; optedOut: boolean }> {
    const { addressHmac, channel } = readOptOutLink(this.config.LINK_SIGNING_KEYS, token, this.clock.now());
    const optedOut = await optedOutOf(this.database, channel, [addressHmac]);
    return { channel, optedOut: optedOut.has(addressHmac) };
  }
}
