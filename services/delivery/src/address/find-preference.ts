import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { bounceOf } from '../bounce/bounce.store.js';
import type { Bounce } from '../bounce/bounce.js';
import type { ChannelName } from '../channel/channel.js';
import type { RecipientRequest } from '../peer/peers.js';
import { FindAddress } from './find-address.js';
import type { OptOutSubject } from '../preference/opt-out-subject.js';
import { preferenceOf } from '../preference/preference.store.js';
import type { Preference } from '../preference/preference.js';

export interface FoundPreference extends Preference {
  readonly recipientId: OptOutSubject['recipientId'];
  readonly bounce: Bounce | undefined;
}

/** What the address of an addressee wants, and whether it works. */
@Injectable()
export class FindPreference {
  constructor(
    private readonly database: Database,
    private readonly addresses: FindAddress,
  ) {}

  async execute(request: RecipientRequest, channel: ChannelName): Promise<FoundPreference> {
    const subject = await this.addresses.execute(request, channel);
    const [preference, bounce] = await Promise.all([
      preferenceOf(this.database, subject),
      bounceOf(this.database, subject),
    ]);
    return { ...preference, bounce, recipientId: subject.recipientId };
  }
}
