import { Metadata, Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import {
  CustomerServiceService,
  type ResolvedRecipient,
  type ResolveRecipientsRequest,
  type ResolveRecipientsResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type {
  FindRecipientsRequest,
  FindRecipientsResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/recipient';
import {
  PaymentServiceService,
  type LookRequest,
  type LookResponse,
  type TermLook,
} from '@perennial/proto/gen/perennial/payments/v1/payments';

import { encodeRpcStatus } from '@perennial/service/grpc/rpc-status';

/**
 * Real gRPC servers in place of contracts and payments, for suites of delivery alone: they answer what they were told.
 */
export class DeliveryPeers {
  readonly contacts = new Map<string, ResolvedRecipient>();
  readonly looks = new Map<string, TermLook>();
  /** Contacts for whom every question fails as if their record could not be read. */
  readonly unreadable = new Set<string>();
  contactsSilent = false;
  paymentsSilent = false;
  readonly calls = { resolve: 0, look: 0 };
  readonly #servers: Server[] = [];

  /** @param ports free ports; the addresses are those of CONTRACTS_GRPC_URL and PAYMENTS_GRPC_URL. */
  static async start(ports: { readonly contracts: string; readonly payments: string }): Promise<DeliveryPeers> {
    const peers = new DeliveryPeers();
    await peers.#listen(
      CustomerServiceService,
      { resolveRecipients: peers.#resolve, findRecipients: peers.#find },
      ports.contracts,
    );
    await peers.#listen(PaymentServiceService, { look: peers.#look }, ports.payments);
    return peers;
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) server.forceShutdown();
  }

  readonly #resolve = (
    call: ServerUnaryCall<ResolveRecipientsRequest, ResolveRecipientsResponse>,
    done: sendUnaryData<ResolveRecipientsResponse>,
  ): void => {
    this.calls.resolve += 1;
    if (this.contactsSilent) return done({ code: 14, details: 'silent' });
    if (call.request.recipients.some(({ addressee }) => this.unreadable.has(addressee?.id ?? '')))
      return done(unreadableError());
    done(null, {
      recipients: call.request.recipients.flatMap(({ addressee }) => this.contacts.get(addressee?.id ?? '') ?? []),
    });
  };

  /** Contacts by their address. */
  readonly #find = (
    call: ServerUnaryCall<FindRecipientsRequest, FindRecipientsResponse>,
    done: sendUnaryData<FindRecipientsResponse>,
  ): void => {
    if (this.contactsSilent) return done({ code: 14, details: 'silent' });
    const found = [...this.contacts.values()].filter(({ address }) => address === call.request.address);
    done(null, {
      addressHmac: found[0]?.addressHmac ?? '',
      recipients: found.map(({ addressee, customerId, recipientId }) => ({ addressee, customerId, recipientId })),
    });
  };

  readonly #look = (call: ServerUnaryCall<LookRequest, LookResponse>, done: sendUnaryData<LookResponse>): void => {
    this.calls.look += 1;
    if (this.paymentsSilent) return done({ code: 14, details: 'silent' });
    done(null, { terms: call.request.termIds.flatMap((id) => this.looks.get(id) ?? []) });
  };

  async #listen(definition: object, handlers: object, address: string): Promise<void> {
    const server = new Server();
    const rest = Object.fromEntries(
      Object.keys(definition).map((name) => [
        name,
        (_call: unknown, done: sendUnaryData<unknown>) => done({ code: 12, details: name }),
      ]),
    );
    server.addService(definition as never, { ...rest, ...handlers } as never);
    await new Promise<void>((resolve, reject) =>
      server.bindAsync(address, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve())),
    );
    this.#servers.push(server);
  }
}

/** As the services answer for a fault of their own: with details, which a peer that is away has not. */
function unreadableError(): { code: number; details: string; metadata: Metadata } {
  const [code, message] = [13, 'a contact cannot be decrypted'];
  const metadata = new Metadata();
  const status = encodeRpcStatus({ code, message, reason: 'INTERNAL', violations: [] });
  metadata.set('grpc-status-details-bin', Buffer.from(status));
  return { code, details: message, metadata };
}
