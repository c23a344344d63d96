import { formatInstant } from '@perennial/kernel/instant';
import type { Hold as HoldMessage, HoldScope } from '@perennial/proto/gen/perennial/types/v1/types';
import type { SourceReference } from '../source-reference/source-reference.js';
import type { Hold } from './hold.js';

/** A hold as events and gRPC carry it; events say nothing of its source. */
export function holdMessage(hold: Hold, source?: SourceReference): HoldMessage {
  return {
    holdId: hold.id,
    scope: `HOLD_SCOPE_${hold.scope}` as HoldScope,
    subjectId: hold.subjectId,
    customerId: hold.customerId,
    reason: hold.reason,
    ownerId: hold.ownerId ?? '',
    placedAt: formatInstant(hold.placedAt),
    until: hold.until,
    endedAt: hold.endedAt === null ? undefined : formatInstant(hold.endedAt),
    version: hold.version,
    source: source && { system: source.system, id: source.sourceId, version: source.version },
  };
}
