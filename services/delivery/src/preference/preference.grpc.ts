import { Controller } from '@nestjs/common';
import {
  PreferenceServiceControllerMethods,
  type GetPreferenceRequest,
  type GetPreferenceResponse,
  type OptOutRequest,
  type OptOutResponse,
  type PreferenceServiceController,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import type { ChannelName } from '../channel/channel.js';
import { GetPreference } from './get-preference.js';
import { OptOut } from './opt-out.js';

@Controller()
@PreferenceServiceControllerMethods()
export class PreferenceGrpc implements PreferenceServiceController {
  constructor(
    private readonly get: GetPreference,
    private readonly out: OptOut,
  ) {}

  async getPreference({ token }: GetPreferenceRequest): Promise<GetPreferenceResponse> {
    const { channel, optedOut } = await this.get.execute(token);
    return { channel: wireOf(channel), optedOut };
  }

  async optOut({ token }: OptOutRequest): Promise<OptOutResponse> {
    return { channel: wireOf(await this.out.execute(token)) };
  }
}

function wireOf(channel: ChannelName): Channel {
  return `CHANNEL_${channel}` as Channel;
}
