import {
  ReferenceKind,
  type ResolvedReference as Message,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import type { ResolvedReference } from './reference.js';

/** What a reference means, as gRPC answers it. */
export function toReferenceMessage({ reference, contractId, customerId, termIds }: ResolvedReference): Message {
  const { kind, system, id } = reference;
  return {
    reference: { kind: `REFERENCE_KIND_${kind}` as ReferenceKind, system, id },
    contractId,
    customerId,
    termIds: [...termIds],
  };
}
