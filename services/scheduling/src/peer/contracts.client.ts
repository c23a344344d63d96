import type { ContractId } from '@perennial/kernel/ids';
import { ContractServiceService, RestateKind } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';

const DEADLINE_MS = 2_000;

/** contracts.Restate over gRPC, of one contract with its terms. */
export class ContractsClient {
  readonly #peer: Peer<typeof ContractServiceService>;

  constructor(address: string) {
    this.#peer = grpcClient(ContractServiceService, address);
  }

  /** Throws where contracts does not answer. */
  async restate(contractId: ContractId): Promise<void> {
    const request = { kind: RestateKind.RESTATE_KIND_CONTRACTS, afterId: idBefore(contractId), pageSize: 1 };
    await unary(this.#peer, 'restate', request, DEADLINE_MS);
  }

  onModuleDestroy(): void {
    this.#peer.close();
  }
}

/** The id behind which a page begins with this one. */
export function idBefore(id: string): string {
  const hex = (BigInt(`0x${id.replaceAll('-', '')}`) - 1n).toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
