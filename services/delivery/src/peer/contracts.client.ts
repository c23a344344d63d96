import { DomainError } from '@perennial/kernel/violation';
import {
  CustomerServiceService,
  type ResolvedRecipient as WireRecipient,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { AddresseeKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import type { Logger } from '@perennial/service/log/logger';
import type { ContactId, CustomerId, RecipientId } from '@perennial/kernel/ids';
import type { ChannelName } from '../channel/channel.js';
import { wireChannel } from '../channel/wire-channel.js';
import {
  requestKey,
  type FoundAddress,
  type RecipientRequest,
  type RecipientResolver,
  type Recipients,
  type ResolvedRecipient,
} from './peers.js';

const DEADLINE_MS = 2_000;
/** Calls that may fail in one question while the culprits are looked for. */
const MOST_FAILURES = 20;

/** contracts.ResolveRecipients over gRPC, one call a batch. */
export class ContractsClient implements RecipientResolver {
  readonly #peer: Peer<typeof CustomerServiceService>;

  constructor(
    address: string,
    private readonly logger: Logger,
  ) {
    this.#peer = grpcClient(CustomerServiceService, address);
  }

  async resolve(requests: readonly RecipientRequest[], channel: ChannelName): Promise<Recipients | undefined> {
    const found = new Map<string, ResolvedRecipient | 'unreadable'>();
    try {
      await this.#resolve(requests, channel, found, { left: MOST_FAILURES });
      return found;
    } catch (error) {
      this.logger.warn({ err: error, call: 'contracts.ResolveRecipients' }, 'a peer did not answer');
      return undefined;
    }
  }

  async find(address: string, channel: ChannelName): Promise<FoundAddress | undefined> {
    try {
      const request = { channel: wireChannel(channel), address };
      const { addressHmac, recipients } = await unary(this.#peer, 'findRecipients', request, DEADLINE_MS);
      return {
        addressHmac,
        contacts: recipients.map(({ addressee, customerId, recipientId }) => ({
          contactId: (addressee?.id ?? '') as ContactId,
          customerId: customerId as CustomerId,
          recipientId: recipientId as RecipientId,
        })),
      };
    } catch (error) {
      // What contracts reads as no address belongs to nobody.
      if (error instanceof DomainError && error.code === 'INVALID_REQUEST') return { addressHmac: '', contacts: [] };
      this.logger.warn({ err: error, call: 'contracts.FindRecipients' }, 'a peer did not answer');
      return undefined;
    }
  }

  /**
   * One addressee for whom contracts cannot answer must not hold up the others: a question that fails by itself is
   * asked in halves until the culprit stands alone.
   */
  async #resolve(
    requests: readonly RecipientRequest[],
    channel: ChannelName,
    into: Map<string, ResolvedRecipient | 'unreadable'>,
    failures: { left: number },
  ): Promise<void> {
    try {
      for (const { addressee, customerId, recipientId, ...recipient } of await this.#ask(requests, channel)) {
        const kind = addressee?.kind.replace('ADDRESSEE_KIND_', '');
        into.set(`${kind} ${addressee?.id} ${customerId}`, { ...recipient, recipientId: recipientId as RecipientId });
      }
    } catch (error) {
      failures.left -= 1;
      if (isSilence(error) || failures.left < 0) throw error;
      const [only] = requests;
      if (only && requests.length === 1) {
        this.logger.error({ err: error, addressee: only.addressee }, 'contracts cannot answer for an addressee');
        into.set(requestKey(only), 'unreadable');
        return;
      }
      const half = Math.ceil(requests.length / 2);
      await this.#resolve(requests.slice(0, half), channel, into, failures);
      await this.#resolve(requests.slice(half), channel, into, failures);
    }
  }

  async #ask(requests: readonly RecipientRequest[], channel: ChannelName): Promise<readonly WireRecipient[]> {
    if (requests.length === 0) return [];
    const recipients = requests.map(({ addressee: { kind, id }, customerId }) => ({
      addressee: { kind: `ADDRESSEE_KIND_${kind}` as AddresseeKind, id },
      customerId,
    }));
    const request = { recipients, channel: wireChannel(channel) };
    return (await unary(this.#peer, 'resolveRecipients', request, DEADLINE_MS)).recipients;
  }

  onModuleDestroy(): void {
    this.#peer.close();
  }
}

function isSilence(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'PEER_UNAVAILABLE';
}
