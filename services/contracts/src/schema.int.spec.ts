import { schemaSuite } from '@perennial/testing/schema/schema-suite';
import { CONTRACT_STATUSES } from './contract/contract.js';
import { TIERS } from './customer/tier.js';
import { HOLD_SCOPES } from './hold/hold.js';
import { JUDGED_KINDS } from './incomplete/incomplete-record.js';
import { OWNER_ROLES } from './owner/owner.js';
import { contractsService } from './service.js';
import { CLOSED_AS, CLOSED_BY } from './term/closure.js';
import { LINEAGE_KINDS } from './term/lineage.js';
import { TERM_STATES } from './term/term.js';

schemaSuite({
  service: contractsService,
  snapshot: new URL('../schema.sql', import.meta.url),
  states: {
    'term.state': TERM_STATES.states,
    'closure.closed_as': CLOSED_AS,
    'closure.closed_by': CLOSED_BY,
    'lineage.kind': LINEAGE_KINDS,
    'contract.status': CONTRACT_STATUSES,
    'customer.tier': TIERS,
    'customer.tier_override': TIERS,
    'hold.scope': HOLD_SCOPES,
    'incomplete_record.kind': JUDGED_KINDS,
    'owner.role': OWNER_ROLES,
  },
});
