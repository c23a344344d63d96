import type { RehearsePolicyResponse } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';

/** Tells what saving a document would change; planning does, which knows policies and is not known by them. */
export abstract class PolicyRehearsal {
  /** Throws INVALID_POLICY. */
  abstract execute(document: string): Promise<RehearsePolicyResponse>;
}
