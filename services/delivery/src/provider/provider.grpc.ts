import { Controller } from '@nestjs/common';
import type { CustomerId, TermId } from '@perennial/kernel/ids';
import { formatInstant } from '@perennial/kernel/instant';
import { enumNames } from '@perennial/proto/enum-names';
import {
  BreakerState,
  ProviderServiceControllerMethods,
  SwitchMode,
  type Exception,
  type ListExceptionsRequest,
  type ListExceptionsResponse,
  type ListProvidersResponse,
  type ListSwitchesResponse,
  type ProviderServiceController,
  type Switch,
  type SwitchSendingRequest,
  type SwitchSendingResponse,
} from '@perennial/proto/gen/perennial/delivery/v1/provider';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { readRequest, type RequestCheck } from '@perennial/service/grpc/request-check';
import { CHANNEL_NAMES } from '../channel/channel.js';
import { EXCEPTION_KEY, ListExceptions, type ListedException } from '../message/list-exceptions.js';
import { ListSwitches } from '../switch/list-switches.js';
import type { SendingSwitch, SwitchScope } from '../switch/sending-switch.js';
import { SaveSwitch } from '../switch/save-switch.js';
import { ListProviders } from './list-providers.js';
import { ProviderRegistry } from './provider-registry.js';

const CHANNELS = enumNames('CHANNEL_', Channel);
const BREAKERS = enumNames('BREAKER_STATE_', BreakerState);
const MODES = enumNames('SWITCH_MODE_', SwitchMode);
const KINDS = enumNames('ADDRESSEE_KIND_', AddresseeKind);

@Controller()
@ProviderServiceControllerMethods()
export class ProviderGrpc implements ProviderServiceController {
  constructor(
    private readonly list: ListProviders,
    private readonly switches: ListSwitches,
    private readonly turn: SaveSwitch,
    private readonly exceptions: ListExceptions,
    private readonly registry: ProviderRegistry,
  ) {}

  async listProviders(): Promise<ListProvidersResponse> {
    const providers = await this.list.execute();
    return {
      providers: providers.map(({ capabilities, since, nextProbeAt, ...provider }) => ({
        ...provider,
        ...capabilities,
        channel: CHANNELS.value(provider.channel),
        breaker: BREAKERS.value(provider.breaker),
        since: since === undefined ? undefined : formatInstant(since),
        nextProbeAt: nextProbeAt === undefined ? undefined : formatInstant(nextProbeAt),
        mode: MODES.value(provider.mode),
      })),
    };
  }

  async switchSending(request: SwitchSendingRequest): Promise<SwitchSendingResponse> {
    const wanted = readRequest((check) => ({
      scope: this.#scope(check, request),
      mode: check.enum('mode', MODES, request.mode),
      reason: check.text('reason', request.reason, 500),
      turnedBy: check.optionalText('turned_by', request.turnedBy, 200),
    }));
    return { switch: toSwitch(await this.turn.execute(wanted)) };
  }

  async listSwitches(): Promise<ListSwitchesResponse> {
    return { switches: (await this.switches.execute()).map(toSwitch) };
  }

  async listExceptions(request: ListExceptionsRequest): Promise<ListExceptionsResponse> {
    const { size, ...filter } = readRequest((check) => ({
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      termId: check.optionalId<TermId>('term_id', request.termId),
      before: check.pageToken(EXCEPTION_KEY, request.pageToken)?.exceptionId ?? null,
      size: check.pageSize(request.pageSize),
    }));
    const { rows, nextPageToken } = await this.exceptions.execute(filter, size);
    return { exceptions: rows.map(toException), nextPageToken };
  }

  #scope(check: RequestCheck, { provider, channel }: SwitchSendingRequest): SwitchScope {
    const word = check.optionalEnum('channel', CHANNELS, channel);
    if (provider !== '') {
      if (word) check.refuse('channel', 'one_of', 'is left out where a provider is named');
      const names = this.registry.all.map((one) => one.provider.name);
      if (!names.includes(provider)) check.refuse('provider', 'unknown_value', `is one of ${names.join(', ')}`);
      return `provider:${provider}`;
    }
    if (!word) return 'everything';
    const known = CHANNEL_NAMES.find((name) => name === word);
    if (!known) check.refuse('channel', 'unknown_value', `is one of ${CHANNEL_NAMES.join(', ')}`);
    return `channel:${known ?? 'EMAIL'}`;
  }
}

function toSwitch({ scope, mode, reason, turnedBy, turnedAt }: SendingSwitch): Switch {
  const [kind, name = ''] = scope.split(/:(.*)/s);
  return {
    provider: kind === 'provider' ? name : '',
    channel: kind === 'channel' ? CHANNELS.value(name as 'EMAIL') : Channel.CHANNEL_UNSPECIFIED,
    mode: MODES.value(mode),
    reason,
    turnedBy,
    turnedAt: formatInstant(turnedAt),
  };
}

function toException({ addressee, at, channel, insteadMessageId, insteadChannel, ...one }: ListedException): Exception {
  return {
    messageId: one.messageId,
    customerId: one.customerId,
    addressee: { kind: KINDS.value(addressee.kind), id: addressee.id },
    reminderIds: [...one.reminderIds],
    termIds: [...one.termIds],
    at: formatInstant(at),
    channel: CHANNELS.value(channel),
    provider: one.provider,
    reason: one.reason,
    instead: one.instead,
    insteadMessageId: insteadMessageId ?? '',
    insteadChannel: insteadChannel === null ? Channel.CHANNEL_UNSPECIFIED : CHANNELS.value(insteadChannel),
  };
}
