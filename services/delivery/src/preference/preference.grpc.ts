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
    return { channel: Channel.CHANNEL_EMAIL, ...(await this.get.execute(token)) };
  }

  async optOut({ token }: OptOutRequest): Promise<OptOutResponse> {
    await this.out.execute(token);
    return { channel: Channel.CHANNEL_EMAIL };
  }
}
