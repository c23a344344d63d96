import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { isOptedOut } from './opt-out.store.js';
import { readUnsubscribeLink } from './read-unsubscribe-link.js';

/** What a link shows; reading never acts (RFC 8058). */
@Injectable()
export class GetPreference {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  async execute(token: string): Promise<{ optedOut: boolean }> {
    const { addressHmac } = readUnsubscribeLink(this.config.LINK_SIGNING_KEYS, token, this.clock.now());
    return { optedOut: await isOptedOut(this.database, addressHmac) };
  }
}
