import { Controller } from '@nestjs/common';
import type { CustomerId, ReminderId, TermId } from '@perennial/kernel/ids';
import {
  ReminderServiceControllerMethods,
  type ListRemindersRequest,
  type ListRemindersResponse,
  type ReminderServiceController,
  type RestateRequest,
  type RestateResponse,
  type WhyRequest,
  type WhyResponse,
  type WhyTermRequest,
  type WhyTermResponse,
} from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { readRequest } from '@perennial/service/grpc/request-check';
import { readRestatePage } from '@perennial/service/grpc/restate';
import { notPlannedOf, toDecisionMessage } from './decision-message.js';
import { ExplainReminder } from './explain-reminder.js';
import { ListReminders, REMINDER_KEY } from './list-reminders.js';
import { toReminderMessage } from './reminder-message.js';
import { REMINDER_STATE_NAMES } from './reminder.js';
import { RestateReminders } from './restate-reminders.js';

@Controller()
@ReminderServiceControllerMethods()
export class ReminderGrpc implements ReminderServiceController {
  constructor(
    private readonly list: ListReminders,
    private readonly explain: ExplainReminder,
    private readonly restated: RestateReminders,
  ) {}

  async listReminders(request: ListRemindersRequest): Promise<ListRemindersResponse> {
    const query = readRequest((check) => ({
      customerId: check.optionalId<CustomerId>('customer_id', request.customerId),
      termId: check.optionalId<TermId>('term_id', request.termId),
      state: check.optionalEnum('state', REMINDER_STATE_NAMES, request.state),
      size: check.pageSize(request.pageSize),
      after: check.pageToken(REMINDER_KEY, request.pageToken),
    }));
    const { rows, nextPageToken } = await this.list.execute(query);
    return { reminders: rows.map(toReminderMessage), nextPageToken };
  }

  async why(request: WhyRequest): Promise<WhyResponse> {
    const reminderId = readRequest((check) => check.id<ReminderId>('reminder_id', request.reminderId));
    const { reminder, decisions, chainIntact } = await this.explain.execute(reminderId);
    return {
      reminder: toReminderMessage(reminder),
      decisions: decisions.map(toDecisionMessage),
      chainIntact,
    };
  }

  async whyTerm(request: WhyTermRequest): Promise<WhyTermResponse> {
    const termId = readRequest((check) => check.id<TermId>('term_id', request.termId));
    const { reminders, decisions, chainIntact } = await this.explain.term(termId);
    const newest = decisions.at(-1);
    return {
      termId,
      reason: newest?.reason ?? '',
      notPlanned: notPlannedOf(newest),
      decisions: decisions.map(toDecisionMessage),
      chainIntact,
      reminders: reminders.map(toReminderMessage),
    };
  }

  async restate(request: RestateRequest): Promise<RestateResponse> {
    return await this.restated.execute(readRequest((check) => readRestatePage<TermId>(check, request)));
  }
}
