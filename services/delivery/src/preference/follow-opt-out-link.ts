import { Inject, Injectable } from '@nestjs/common';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import type { ChannelName } from '../channel/channel.js';
import { RecordChoice } from './record-choice.js';
import type { Choice } from './preference.js';
import { readOptOutLink } from './read-opt-out-link.js';

/** Opts the address of a link out of its channel, or in again. */
@Injectable()
export class FollowOptOutLink {
  constructor(
    private readonly record: RecordChoice,
    private readonly clock: BusinessClock,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  async execute(token: string, choice: Choice): Promise<ChannelName> {
    const subject = readOptOutLink(this.config.LINK_SIGNING_KEYS, token, this.clock.now());
    await this.record.execute(subject, choice);
    return subject.channel;
  }
}
