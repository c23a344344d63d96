import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { newEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import { formatInstant } from '@perennial/kernel/instant';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import type { ChannelName } from '../channel/channel.js';
import { insertOptOut } from './opt-out.store.js';
import { readOptOutLink } from './read-opt-out-link.js';

/** Opts the address of a link out of its channel, once; from its commit on no call to it starts. */
@Injectable()
export class OptOut {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  async execute(token: string): Promise<ChannelName> {
    const now = this.clock.now();
    const subject = readOptOutLink(this.config.LINK_SIGNING_KEYS, token, now);
    await this.database.transaction('delivery.opt-out', async (tx) => {
      if (!(await insertOptOut(tx, subject, now))) return;
      const { channel, customerId, recipientId } = subject;
      await this.outbox.append(
        tx,
        [
          newEvent('preference.changed', {
            customerId,
            recipientId,
            channel: `CHANNEL_${channel}` as Channel,
            optedOut: true,
            changedAt: formatInstant(now),
            allCustomers: false,
          }),
        ],
        now,
      );
    });
    return subject.channel;
  }
}
