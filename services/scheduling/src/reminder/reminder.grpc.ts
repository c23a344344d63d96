import { Controller } from '@nestjs/common';
import { formatInstant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';
import { bareName } from '@perennial/proto/enum-name';
import {
  ReminderServiceControllerMethods,
  type ListRemindersRequest,
  type ListRemindersResponse,
  type Reminder as WireReminder,
  type ReminderServiceController,
  type RestateRequest,
  type RestateResponse,
  type WhyRequest,
  type WhyResponse,
} from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { ReminderState as WireState } from '@perennial/proto/gen/perennial/types/v1/types';
import { ADDRESSEE_KINDS, AUDIENCES } from '../addressee/addressee.js';
import { ExplainReminder } from './explain-reminder.js';
import { ListReminders } from './list-reminders.js';
import { wireState } from './reminder-events.js';
import { REMINDER_STATES, type Reminder, type ReminderState } from './reminder.js';
import { optionalId, pageSizeOf, requiredId } from './request-checks.js';
import { RestateReminders } from './restate-reminders.js';

function toWire(reminder: Reminder): WireReminder {
  return {
    ...reminder,
    audience: AUDIENCES.value(reminder.audience),
    addressee: { kind: ADDRESSEE_KINDS.value(reminder.addresseeKind), id: reminder.addresseeId },
    state: wireState(reminder.state),
    dueAt: formatInstant(reminder.dueAt),
    closesAt: formatInstant(reminder.closesAt),
    messageId: reminder.messageId ?? '',
    endedAt: reminder.endedAt === null ? undefined : formatInstant(reminder.endedAt),
  };
}

function stateOf(state: WireState): ReminderState | null {
  if (state === WireState.REMINDER_STATE_UNSPECIFIED) return null;
  if (state !== WireState.UNRECOGNIZED) return bareName('REMINDER_STATE_', state);
  throw new DomainError('INVALID_REQUEST', 'unknown state', {
    violations: [violation('state', 'unknown_value', `must be one of ${REMINDER_STATES.states.join(', ')}`)],
  });
}

@Controller()
@ReminderServiceControllerMethods()
export class ReminderGrpc implements ReminderServiceController {
  constructor(
    private readonly list: ListReminders,
    private readonly explain: ExplainReminder,
    private readonly restated: RestateReminders,
  ) {}

  async listReminders(request: ListRemindersRequest): Promise<ListRemindersResponse> {
    const filter = {
      customerId: optionalId('customer_id', request.customerId),
      termId: optionalId('term_id', request.termId),
      state: stateOf(request.state),
    };
    const { reminders, nextPageToken } = await this.list.execute(
      filter,
      pageSizeOf(request.pageSize),
      request.pageToken,
    );
    return { reminders: reminders.map(toWire), nextPageToken };
  }

  async why(request: WhyRequest): Promise<WhyResponse> {
    const { reminder, decisions, chainIntact } = await this.explain.execute(
      requiredId('reminder_id', request.reminderId),
    );
    return {
      reminder: toWire(reminder),
      decisions: decisions.map((decision) => ({ ...decision, decidedAt: formatInstant(decision.decidedAt) })),
      chainIntact,
    };
  }

  async restate(request: RestateRequest): Promise<RestateResponse> {
    return await this.restated.execute(optionalId('after_id', request.afterId), pageSizeOf(request.pageSize));
  }
}
