import { Controller } from '@nestjs/common';
import type { CustomerId, HoldId, Id, OwnerId } from '@perennial/kernel/ids';
import type { LocalDate } from '@perennial/kernel/local-date';
import { enumNames } from '@perennial/proto/enum-names';
import {
  HoldServiceControllerMethods,
  type EndHoldRequest,
  type EndHoldResponse,
  type HoldServiceController,
  type ListHoldsRequest,
  type ListHoldsResponse,
  type PlaceHoldRequest,
  type PlaceHoldResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { HoldScope } from '@perennial/proto/gen/perennial/types/v1/types';
import { readRequest } from '@perennial/service/grpc/request-check';
import { EndHold } from './end-hold.js';
import { holdMessage } from './hold-message.js';
import { HOLD_KEY, ListHolds } from './list-holds.js';
import { PlaceHold } from './place-hold.js';

const SCOPES = enumNames('HOLD_SCOPE_', HoldScope);
const MAX_REASON = 500;

@Controller()
@HoldServiceControllerMethods()
export class HoldGrpc implements HoldServiceController {
  constructor(
    private readonly place: PlaceHold,
    private readonly end: EndHold,
    private readonly list: ListHolds,
  ) {}

  async placeHold(request: PlaceHoldRequest): Promise<PlaceHoldResponse> {
    const order = readRequest((check) => {
      if (request.until === '') check.refuse('until', 'required', 'is required');
      return {
        scope: check.enum('scope', SCOPES, request.scope),
        subjectId: check.id<Id<string>>('subject_id', request.subjectId),
        reason: check.text('reason', request.reason, MAX_REASON),
        ownerId: check.optionalId<OwnerId>('owner_id', request.ownerId),
        until: check.optionalDate('until', request.until) as LocalDate,
      };
    });
    return { hold: holdMessage(await this.place.execute(order)) };
  }

  async endHold(request: EndHoldRequest): Promise<EndHoldResponse> {
    const { id, reason } = readRequest((check) => ({
      id: check.id<HoldId>('hold_id', request.holdId),
      reason: check.optionalText('reason', request.reason, MAX_REASON),
    }));
    return { hold: holdMessage(await this.end.execute(id, reason)) };
  }

  async listHolds(request: ListHoldsRequest): Promise<ListHoldsResponse> {
    const { size, ...filter } = readRequest((check) => ({
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      includeEnded: request.includeEnded,
      size: check.pageSize(request.pageSize),
      after: check.pageToken(HOLD_KEY, request.pageToken),
    }));
    const { rows, sources, nextPageToken } = await this.list.execute(filter, size);
    return { holds: rows.map((hold) => holdMessage(hold, sources.get(hold.id))), nextPageToken };
  }
}
