import { Controller } from '@nestjs/common';
import { formatInstant, type Instant } from '@perennial/kernel/instant';
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
import { ListMessages, type ListedMessage } from './list-messages.js';
import { optionalId, pageSize, readPageToken, writePageToken } from './page.js';
import { RestateOutcomes } from './restate-outcomes.js';

@Controller()
@DeliveryServiceControllerMethods()
export class MessageGrpc implements DeliveryServiceController {
  constructor(
    private readonly list: ListMessages,
    private readonly outcomes: RestateOutcomes,
  ) {}

  async listMessages(request: ListMessagesRequest): Promise<ListMessagesResponse> {
    const { messages, next } = await this.list.execute({
      customerId: optionalId('customer_id', request.customerId),
      termId: optionalId('term_id', request.termId),
      state:
        request.state === MessageState.MESSAGE_STATE_UNSPECIFIED ? null : request.state.replace('MESSAGE_STATE_', ''),
      after: readPageToken(request.pageToken),
      limit: pageSize(request.pageSize),
    });
    return { messages: messages.map(toMessage), nextPageToken: next === null ? '' : writePageToken(next) };
  }

  async restate({ afterId, pageSize: size }: RestateRequest): Promise<RestateResponse> {
    const { restated, next } = await this.outcomes.execute(optionalId('after_id', afterId), pageSize(size));
    return { restated, nextAfterId: next ?? '' };
  }
}

function toMessage(message: ListedMessage): Message {
  return {
    messageId: message.id,
    customerId: message.customer_id,
    addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: message.contact_id },
    recipientId: message.recipient_id,
    channel: `CHANNEL_${message.channel}` as Channel,
    state: `MESSAGE_STATE_${message.state}` as MessageState,
    reason: message.reason ?? '',
    template: message.template,
    templateVersion: message.template_version ?? 0,
    contentHash: message.content_hash ?? '',
    dispatches: message.riders.map((rider) => ({
      reminderId: rider.reminder_id,
      rung: 0,
      termId: rider.term_id,
      state: rider.state,
      reason: rider.reason ?? '',
    })),
    attempts: message.attempts.map((attempt) => ({
      attemptId: attempt.id,
      provider: attempt.provider,
      state: attempt.state,
      detail: attempt.detail ?? '',
      startedAt: instantText(attempt.started_at),
      endedAt: instantText(attempt.ended_at),
      looked: attempt.looked,
    })),
    openedAt: instantText(message.opened_at),
    acceptedAt: instantText(message.accepted_at),
  };
}

function instantText(at: Instant | null): string | undefined {
  return at === null ? undefined : formatInstant(at);
}
