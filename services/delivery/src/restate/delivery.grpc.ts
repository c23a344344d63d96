import { Controller } from '@nestjs/common';
import type { CustomerId, MessageId, TermId } from '@perennial/kernel/ids';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
import { enumNames } from '@perennial/proto/enum-names';
import {
  DeliveryServiceControllerMethods,
  type DeliveryServiceController,
  type ListMessagesRequest,
  type ListMessagesResponse,
  type Message,
  type RestateRequest,
  type RestateResponse,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { AddresseeKind, Channel, MessageState } from '@perennial/proto/gen/perennial/types/v1/types';
import { readRequest } from '@perennial/service/grpc/request-check';
import { readRestatePage } from '@perennial/service/grpc/restate';
import { ListMessages, MESSAGE_KEY, type WholeMessage } from '../message/list-messages.js';
import { RestateDelivery } from './restate-delivery.js';

const STATES = enumNames('MESSAGE_STATE_', MessageState);
const CHANNELS = enumNames('CHANNEL_', Channel);
const KINDS = enumNames('ADDRESSEE_KIND_', AddresseeKind);

@Controller()
@DeliveryServiceControllerMethods()
export class DeliveryGrpc implements DeliveryServiceController {
  constructor(
    private readonly list: ListMessages,
    private readonly restated: RestateDelivery,
  ) {}

  async listMessages(request: ListMessagesRequest): Promise<ListMessagesResponse> {
    const { size, ...filter } = readRequest((check) => ({
      messageId: check.optionalId<MessageId>('message_id', idOf(request.messageId)),
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      termId: check.optionalId<TermId>('term_id', request.termId),
      state: check.optionalEnum('state', STATES, request.state),
      after: check.pageToken(MESSAGE_KEY, request.pageToken)?.messageId ?? null,
      size: check.pageSize(request.pageSize),
    }));
    const { rows, nextPageToken } = await this.list.execute(filter, size);
    return { messages: rows.map(toMessage), nextPageToken };
  }

  async restate(request: RestateRequest): Promise<RestateResponse> {
    return await this.restated.execute(readRequest((check) => readRestatePage<MessageId>(check, request)));
  }
}

/** The id in a Message-ID header (`<id.revision@host>`), or the text as it is. */
function idOf(text: string): string {
  return /^<?([0-9a-f-]{36})\.\d{1,9}@[^\s<>@]{1,253}>?$/i.exec(text.trim())?.[1] ?? text;
}

function toMessage({ dispatches, attempts, ...message }: WholeMessage): Message {
  return {
    messageId: message.messageId,
    customerId: message.customerId,
    addressee: { kind: KINDS.value(message.addressee.kind), id: message.addressee.id },
    recipientId: message.recipientId,
    channel: CHANNELS.value(message.channel),
    state: STATES.value(message.state),
    reason: message.reason ?? '',
    template: message.template,
    templateVersion: message.templateVersion ?? 0,
    contentHash: message.contentHash ?? '',
    dispatches: dispatches.map(({ reminderId, rung, termId, state, reason }) => ({
      reminderId,
      rung,
      termId,
      state,
      reason: reason ?? '',
    })),
    attempts: attempts.map(({ attemptId, provider, state, detail, startedAt, endedAt, looked }) => ({
      attemptId,
      provider,
      state,
      detail: detail ?? '',
      startedAt: instantText(startedAt),
      endedAt: instantText(endedAt),
      looked,
    })),
    openedAt: instantText(message.openedAt),
    acceptedAt: instantText(message.acceptedAt),
  };
}

function instantText(at: Instant | null): string | undefined {
  return at === null ? undefined : formatInstant(at);
}
