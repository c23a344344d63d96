import { Controller } from '@nestjs/common';
import type { ContactId, CustomerId } from '@perennial/kernel/ids';
import {
  CustomerServiceControllerMethods,
  type CustomerServiceController,
  type GetCustomerRequest,
  type GetCustomerResponse,
  type ListCustomersRequest,
  type ListCustomersResponse,
  type ResolveRecipientsRequest,
  type ResolveRecipientsResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { ResolveRecipients } from '../contact/resolve-recipients.js';
import { pageSize } from '../query/page.js';
import { RequestChecks } from '../query/request-checks.js';
import { customerMessage, resolvedMessage } from './customer-message.js';
import { ReadCustomers } from './read-customers.js';

const MAX_RECIPIENTS = 1_000;

@Controller()
@CustomerServiceControllerMethods()
export class CustomerGrpc implements CustomerServiceController {
  constructor(
    private readonly customers: ReadCustomers,
    private readonly resolve: ResolveRecipients,
  ) {}

  async getCustomer(request: GetCustomerRequest): Promise<GetCustomerResponse> {
    const checks = new RequestChecks();
    const id = checks.id<CustomerId>('customer_id', request.customerId);
    checks.done();
    return { customer: customerMessage(await this.customers.get(id)) };
  }

  async listCustomers(request: ListCustomersRequest): Promise<ListCustomersResponse> {
    const checks = new RequestChecks();
    const name = checks.text('name_contains', request.nameContains, 200);
    checks.done();
    const { rows, nextPageToken } = await this.customers.list(name, pageSize(request.pageSize), request.pageToken);
    return { customers: rows.map(customerMessage), nextPageToken };
  }

  async resolveRecipients(request: ResolveRecipientsRequest): Promise<ResolveRecipientsResponse> {
    const checks = new RequestChecks();
    checks.atMost('recipients', request.recipients, MAX_RECIPIENTS);
    if (request.channel !== Channel.CHANNEL_EMAIL) checks.refuse('channel', 'unknown_value', 'channel is EMAIL');
    const ids = request.recipients
      .slice(0, MAX_RECIPIENTS)
      .map(({ addressee }, index) => checks.id<ContactId>(`recipients[${index}].addressee.id`, addressee?.id ?? ''));
    checks.done();
    return { recipients: (await this.resolve.execute(ids, 'email')).map(resolvedMessage) };
  }
}
