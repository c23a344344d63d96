import { Controller } from '@nestjs/common';
import type { ContactId, CustomerId } from '@perennial/kernel/ids';
import { formatInstant } from '@perennial/kernel/instant';
import { enumNames } from '@perennial/proto/enum-names';
import {
  PreferenceServiceControllerMethods,
  type ChangePreferenceRequest,
  type ChangePreferenceResponse,
  type ClearBounceRequest,
  type ClearBounceResponse,
  type FindPreferenceRequest,
  type FindPreferenceResponse,
  type GetPreferenceRequest,
  type GetPreferenceResponse,
  type OptInRequest,
  type OptInResponse,
  type OptOutRequest,
  type OptOutResponse,
  type PreferenceServiceController,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { readRequest, type RequestCheck } from '@perennial/service/grpc/request-check';
import { ClearBounce } from '../bounce/clear-bounce.js';
import { CHANNEL_NAMES, type ChannelName } from '../channel/channel.js';
import type { RecipientRequest } from '../peer/peers.js';
import { FindAddress } from './find-address.js';
import { FindPreference } from './find-preference.js';
import { FollowOptOutLink } from '../preference/follow-opt-out-link.js';
import { GetPreference } from '../preference/get-preference.js';
import { RecordChoice } from '../preference/record-choice.js';

const KINDS = enumNames('ADDRESSEE_KIND_', AddresseeKind);
const CHANNELS = enumNames('CHANNEL_', Channel);

@Controller()
@PreferenceServiceControllerMethods()
export class PreferenceGrpc implements PreferenceServiceController {
  constructor(
    private readonly get: GetPreference,
    private readonly byLink: FollowOptOutLink,
    private readonly find: FindPreference,
    private readonly addresses: FindAddress,
    private readonly choice: RecordChoice,
    private readonly clear: ClearBounce,
  ) {}

  async getPreference({ token }: GetPreferenceRequest): Promise<GetPreferenceResponse> {
    const { channel, ...preference } = await this.get.execute(token);
    return { ...preference, channel: CHANNELS.value(channel) };
  }

  async optOut({ token, thisCustomerOnly }: OptOutRequest): Promise<OptOutResponse> {
    const channel = await this.byLink.execute(token, { optedOut: true, allCustomers: !thisCustomerOnly });
    return { channel: CHANNELS.value(channel) };
  }

  async optIn({ token, thisCustomerOnly }: OptInRequest): Promise<OptInResponse> {
    const channel = await this.byLink.execute(token, { optedOut: false, allCustomers: !thisCustomerOnly });
    return { channel: CHANNELS.value(channel) };
  }

  async findPreference(request: FindPreferenceRequest): Promise<FindPreferenceResponse> {
    const { bounce, ...preference } = await this.find.execute(...readAddress(request));
    return {
      ...preference,
      bounced: bounce !== undefined,
      bounceReason: bounce?.reason ?? '',
      bouncedAt: bounce && formatInstant(bounce.bouncedAt),
    };
  }

  async changePreference(request: ChangePreferenceRequest): Promise<ChangePreferenceResponse> {
    const subject = await this.addresses.execute(...readAddress(request));
    const preference = await this.choice.execute(subject, request);
    return { ...preference, recipientId: subject.recipientId };
  }

  async clearBounce(request: ClearBounceRequest): Promise<ClearBounceResponse> {
    const subject = await this.addresses.execute(...readAddress(request));
    return { recipientId: subject.recipientId, cleared: await this.clear.execute(subject) };
  }
}

function readAddress(request: ClearBounceRequest): [RecipientRequest, ChannelName] {
  return readRequest((check) => [
    {
      addressee: {
        kind: check.optionalEnum('addressee_kind', KINDS, request.addresseeKind) ?? 'CONTACT',
        id: check.id<ContactId>('addressee_id', request.addresseeId),
      },
      customerId: check.id<CustomerId>('customer_id', request.customerId),
    },
    channelOf(check, request.channel),
  ]);
}

/** EMAIL unless given: the channels that delivery has. */
function channelOf(check: RequestCheck, channel: Channel): ChannelName {
  const word = check.optionalEnum('channel', CHANNELS, channel) ?? 'EMAIL';
  const known = CHANNEL_NAMES.find((name) => name === word);
  if (!known) check.refuse('channel', 'unknown_value', `is one of ${CHANNEL_NAMES.join(', ')}`);
  return known ?? 'EMAIL';
}
