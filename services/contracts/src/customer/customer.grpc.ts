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
import type {
  FindRecipientsRequest,
  FindRecipientsResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/recipient';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { enumNames } from '@perennial/proto/enum-names';
import { readRequest, type RequestCheck } from '@perennial/service/grpc/request-check';
import { addressKindsOf } from '../person/channel.js';
import type { AddressKind } from '../person/person.js';
import { normalisePhone } from '../person/phone-number.js';
import { normaliseExternalUserId } from '../person/wecom-user-id.js';
import { FindRecipients } from '../recipient/find-recipients.js';
import { ResolveRecipients, type RecipientQuestion } from '../recipient/resolve-recipients.js';
import { customerMessage, resolvedMessage } from './customer-message.js';
import { CUSTOMER_KEY, ReadCustomers } from './read-customers.js';

const MAX_RECIPIENTS = 1_000;
const KINDS = enumNames('ADDRESSEE_KIND_', AddresseeKind);

@Controller()
@CustomerServiceControllerMethods()
export class CustomerGrpc implements CustomerServiceController {
  constructor(
    private readonly customers: ReadCustomers,
    private readonly resolve: ResolveRecipients,
    private readonly find: FindRecipients,
  ) {}

  async getCustomer(request: GetCustomerRequest): Promise<GetCustomerResponse> {
    const id = readRequest((check) => check.id<CustomerId>('customer_id', request.customerId));
    return { customer: customerMessage(await this.customers.get(id)) };
  }

  async listCustomers(request: ListCustomersRequest): Promise<ListCustomersResponse> {
    const { size, ...filter } = readRequest((check) => ({
      nameContains: check.optionalText('name_contains', request.nameContains, 200),
      ids: check.optionalIds<CustomerId>('customer_ids', request.customerIds),
      incomplete: request.incomplete ?? false,
      size: check.pageSize(request.pageSize),
      after: check.pageToken(CUSTOMER_KEY, request.pageToken)?.id ?? null,
    }));
    const { rows, nextPageToken } = await this.customers.list(filter, size);
    return { customers: rows.map(customerMessage), nextPageToken };
  }

  async resolveRecipients(request: ResolveRecipientsRequest): Promise<ResolveRecipientsResponse> {
    const { kinds, questions } = readRequest((check) => ({
      kinds: readAddressKinds(check, request.channel),
      questions: check
        .list('recipients', request.recipients, MAX_RECIPIENTS)
        .map((recipient, index) => readQuestion(check, recipient, `recipients[${index}]`)),
    }));
    return { recipients: (await this.resolve.execute(questions, kinds)).map(resolvedMessage) };
  }

  async findRecipients(request: FindRecipientsRequest): Promise<FindRecipientsResponse> {
    const { kind, address } = readRequest((check) => readAddress(check, request));
    const { addressHmac, contacts } = await this.find.execute(kind, address);
    return {
      addressHmac,
      recipients: contacts.map(({ contactId, customerId, recipientId }) => ({
        addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: contactId },
        customerId,
        recipientId,
      })),
    };
  }
}

/** Replies come to numbers and user ids; a mail names the message that it is about. */
function readAddress(
  check: RequestCheck,
  { channel, address }: FindRecipientsRequest,
): { kind: 'phone' | 'wecom'; address: string } {
  const kind = channel === Channel.CHANNEL_WECOM ? 'wecom' : 'phone';
  if (channel !== Channel.CHANNEL_WECOM && channel !== Channel.CHANNEL_SMS)
    check.refuse('channel', 'unknown_value', 'is SMS or WECOM');
  const normalised = kind === 'phone' ? normalisePhone(address, null) : normaliseExternalUserId(address);
  if (!normalised.ok)
    check.refuse('address', kind === 'phone' ? 'phone_syntax' : 'wecom_syntax', `is no address: ${normalised.error}`);
  return { kind, address: normalised.ok ? normalised.value : '' };
}

function readAddressKinds(check: RequestCheck, channel: Channel): readonly AddressKind[] {
  const kinds = addressKindsOf(channel);
  if (kinds.length === 0) check.refuse('channel', 'unknown_value', 'is EMAIL, SMS, WECOM or TASK');
  return kinds;
}

/** An owner is told about a customer that must be named; a contact is told about their own. */
function readQuestion(
  check: RequestCheck,
  { addressee, customerId }: RecipientRequest,
  field: string,
): RecipientQuestion {
  const { ADDRESSEE_KIND_UNSPECIFIED } = AddresseeKind;
  const kind = check.enum(`${field}.addressee.kind`, KINDS, addressee?.kind ?? ADDRESSEE_KIND_UNSPECIFIED);
  const [id, idField, customerField] = [addressee?.id ?? '', `${field}.addressee.id`, `${field}.customer_id`];
  if (kind === 'OWNER') {
    const owner = { kind, id: check.id<OwnerId>(idField, id) } as const;
    return { addressee: owner, customerId: check.id<CustomerId>(customerField, customerId) };
  }
  const contact = { kind, id: check.id<ContactId>(idField, id) } as const;
  return { addressee: contact, customerId: check.optionalId<CustomerId>(customerField, customerId) };
}
