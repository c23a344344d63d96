import { Controller } from '@nestjs/common';
import type { ContactId, CustomerId, OwnerId } from '@perennial/kernel/ids';
import {
  CustomerServiceControllerMethods,
  type CustomerServiceController,
  type GetCustomerRequest,
  type GetCustomerResponse,
  type ListCustomersRequest,
  type ListCustomersResponse,
  type RecipientRequest,
  type ResolveRecipientsRequest,
  type ResolveRecipientsResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { AddresseeKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { addressKindOf } from '../person/channel.js';
import { ResolveRecipients, type RecipientQuestion } from '../recipient/resolve-recipients.js';
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
    const kind = addressKindOf(request.channel);
    if (!kind) checks.refuse('channel', 'unknown_value', 'channel is EMAIL, SMS or WECOM');
    const questions = request.recipients
      .slice(0, MAX_RECIPIENTS)
      .map((recipient, index) => questionOf(recipient, `recipients[${index}]`, checks));
    checks.done();
    return { recipients: (await this.resolve.execute(questions, kind ?? 'email')).map(resolvedMessage) };
  }
}

/** An owner is told about a customer that must be named; a contact is told about their own. */
function questionOf(
  { addressee, customerId }: RecipientRequest,
  field: string,
  checks: RequestChecks,
): RecipientQuestion {
  const [id, idField, customerField] = [addressee?.id ?? '', `${field}.addressee.id`, `${field}.customer_id`];
  if (addressee?.kind === AddresseeKind.ADDRESSEE_KIND_OWNER) {
    const owner = { kind: 'OWNER', id: checks.id<OwnerId>(idField, id) } as const;
    return { addressee: owner, customerId: checks.id<CustomerId>(customerField, customerId) };
  }
  if (addressee?.kind !== AddresseeKind.ADDRESSEE_KIND_CONTACT)
    checks.refuse(`${field}.addressee.kind`, 'unknown_value', 'kind is CONTACT or OWNER');
  const contact = { kind: 'CONTACT', id: checks.id<ContactId>(idField, id) } as const;
  return { addressee: contact, customerId: checks.optionalId<CustomerId>(customerField, customerId) };
}
