import { schemaSuite } from '@perennial/testing/schema/schema-suite';
import { ANSWERS, EVIDENCE_GRADES, EVIDENCE_KINDS } from './evidence/evidence.js';
import { DISPATCH, MESSAGE } from './message/message.js';
import { OUTCOMES, RETRIES } from './message/outcome.js';
import { ATTEMPT } from './sending/attempt.js';
import { deliveryService } from './service.js';

schemaSuite({
  service: deliveryService,
  snapshot: new URL('../schema.sql', import.meta.url),
  states: {
    'message.state': MESSAGE.states,
    'dispatch.state': DISPATCH.states,
    'attempt.state': ATTEMPT.states,
    'outcome.state': OUTCOMES,
    'outcome.retry': RETRIES,
    'evidence.kind': EVIDENCE_KINDS,
    'evidence.grade': EVIDENCE_GRADES,
    'evidence.answer': ANSWERS,
  },
});
