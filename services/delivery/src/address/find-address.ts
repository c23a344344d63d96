import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@perennial/kernel/violation';
import type { ChannelName } from '../channel/channel.js';
import { RECIPIENT_RESOLVER, requestKey, type RecipientRequest, type RecipientResolver } from '../peer/peers.js';
import type { OptOutSubject } from '../preference/opt-out-subject.js';

/** The address that an addressee has on a channel now, as hashes and ids. */
@Injectable()
export class FindAddress {
  constructor(@Inject(RECIPIENT_RESOLVER) private readonly recipients: RecipientResolver) {}

  /** @throws DomainError PEER_UNAVAILABLE, ADDRESSEE_NOT_FOUND */
  async execute(request: RecipientRequest, channel: ChannelName): Promise<OptOutSubject> {
    const found = await this.recipients.resolve([request], channel);
    if (!found) throw new DomainError('PEER_UNAVAILABLE', 'contracts did not answer');
    const recipient = found.get(requestKey(request));
    if (!recipient || recipient === 'unreadable' || recipient.address === '')
      throw new DomainError('ADDRESSEE_NOT_FOUND', `there is no such addressee with an address for ${channel}`);
    const { addressHmac, recipientId } = recipient;
    return { addressHmac, recipientId, channel, customerId: request.customerId };
  }
}
