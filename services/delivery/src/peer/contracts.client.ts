import { CustomerServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { AddresseeKind, Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import type { Logger } from '@perennial/service/log/logger';
import { answerOf } from './answer-of.js';
import type { ContactResolver, ResolvedContact } from './peers.js';

const DEADLINE_MS = 2_000;

/** contracts.ResolveRecipients over gRPC, one call a batch. */
export class ContractsClient implements ContactResolver {
  readonly #peer: Peer<typeof CustomerServiceService>;

  constructor(
    address: string,
    private readonly logger: Logger,
  ) {
    this.#peer = grpcClient(CustomerServiceService, address);
  }

  async resolve(contactIds: readonly string[]): Promise<ReadonlyMap<string, ResolvedContact> | undefined> {
    const recipients = contactIds.map((id) => ({
      addressee: { kind: AddresseeKind.ADDRESSEE_KIND_CONTACT, id: id },
      customerId: '',
    }));
    const request = { recipients, channel: Channel.CHANNEL_EMAIL };
    const response = await answerOf(
      unary(this.#peer, 'resolveRecipients', request, DEADLINE_MS),
      'contracts.ResolveRecipients',
      this.logger,
    );
    return (
      response &&
      new Map(
        response.recipients.map(({ addressee, name, ...recipient }) => [
          addressee?.id ?? '',
          { ...recipient, contactName: name },
        ]),
      )
    );
  }

  onModuleDestroy(): void {
    this.#peer.close();
  }
}
