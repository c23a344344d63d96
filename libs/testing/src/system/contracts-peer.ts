import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import {
  ContractServiceService,
  type Reference,
  type ResolvedReference,
  type ResolveReferencesRequest,
  type ResolveReferencesResponse,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';

/** A real gRPC server in place of contracts, for suites of payments alone: it knows the references that it was told. */
export class ContractsPeer {
  readonly #known = new Map<string, ResolvedReference>();
  silent = false;
  asked = 0;
  readonly #server = new Server();

  /** @param address that of CONTRACTS_GRPC_URL */
  static async start(address: string): Promise<ContractsPeer> {
    const peer = new ContractsPeer();
    const others = Object.keys(ContractServiceService).map((name) => [
      name,
      (_call: unknown, done: sendUnaryData<unknown>) => done({ code: 12, details: name }),
    ]);
    peer.#server.addService(
      ContractServiceService as never,
      { ...Object.fromEntries(others), resolveReferences: peer.#resolve } as never,
    );
    await new Promise<void>((resolve, reject) =>
      peer.#server.bindAsync(address, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      ),
    );
    return peer;
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  /** What a number means from now on. */
  know(reference: Reference, meaning: Omit<ResolvedReference, 'reference'>): void {
    this.#known.set(keyOf(reference), { reference, ...meaning });
  }

  readonly #resolve = (
    { request }: ServerUnaryCall<ResolveReferencesRequest, ResolveReferencesResponse>,
    done: sendUnaryData<ResolveReferencesResponse>,
  ): void => {
    this.asked += 1;
    if (this.silent) done({ code: 14, details: 'silent' });
    else done(null, { references: request.references.flatMap((reference) => this.#known.get(keyOf(reference)) ?? []) });
  };
}

const keyOf = ({ kind, system, id }: Reference): string => `${kind} ${system} ${id}`;
