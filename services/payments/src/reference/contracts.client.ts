import { toId, type TermId } from '@perennial/kernel/ids';
import {
  ContractServiceService,
  ReferenceKind,
  type Reference,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import type { Logger } from '@perennial/service/log/logger';
import { referenceKey, type PaymentReference, type ReferenceResolver } from './reference.js';

/** A gateway waits for this; without an answer the payment waits for its term. */
const DEADLINE_MS = 2_000;

const KINDS = {
  contract: ReferenceKind.REFERENCE_KIND_CONTRACT,
  invoice: ReferenceKind.REFERENCE_KIND_INVOICE,
} as const;

/** contracts.ResolveReferences over gRPC, one call a batch. */
export class ContractsClient implements ReferenceResolver {
  readonly #peer: Peer<typeof ContractServiceService>;

  constructor(
    address: string,
    private readonly logger: Logger,
  ) {
    this.#peer = grpcClient(ContractServiceService, address);
  }

  async resolve(references: readonly PaymentReference[]): Promise<ReadonlyMap<string, readonly TermId[]> | undefined> {
    const asked = [...new Map(references.map((reference) => [referenceKey(reference), reference])).values()];
    if (asked.length === 0) return new Map();
    try {
      const request = { references: asked.map(({ system, kind, id }) => ({ system, kind: KINDS[kind], id })) };
      const answer = await unary(this.#peer, 'resolveReferences', request, DEADLINE_MS);
      return new Map(
        answer.references.flatMap(({ reference, termIds }) =>
          reference ? [[keyOf(reference), termIds.map((id) => toId<TermId>(id))] as const] : [],
        ),
      );
    } catch (error) {
      this.logger.warn({ err: error, call: 'contracts.ResolveReferences' }, 'a peer did not answer');
      return undefined;
    }
  }

  onModuleDestroy(): void {
    this.#peer.close();
  }
}

function keyOf({ system, kind, id }: Reference): string {
  return referenceKey({ system, kind: kind === ReferenceKind.REFERENCE_KIND_INVOICE ? 'invoice' : 'contract', id });
}
