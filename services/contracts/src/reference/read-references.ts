import { enumNames } from '@perennial/proto/enum-names';
import { ReferenceKind, type ResolveReferencesRequest } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { readRequest } from '@perennial/service/grpc/request-check';
import type { Reference } from './reference.js';

const KINDS = enumNames('REFERENCE_KIND_', ReferenceKind);
const MOST = 1_000;
const LONGEST_SYSTEM = 100;
const LONGEST_ID = 200;

/** @throws DomainError INVALID_REQUEST */
export function readReferences(request: ResolveReferencesRequest): Reference[] {
  return readRequest((check) => {
    if (request.references.length === 0) check.refuse('references', 'required', 'has at least one entry');
    return check.list('references', request.references, MOST).map(({ kind, system, id }, i) => ({
      kind: check.enum(`references[${i}].kind`, KINDS, kind),
      system: check.text(`references[${i}].system`, system, LONGEST_SYSTEM),
      id: check.text(`references[${i}].id`, id, LONGEST_ID),
    }));
  });
}
