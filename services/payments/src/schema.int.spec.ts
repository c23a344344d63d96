import { schemaSuite } from '@perennial/testing/schema/schema-suite';
import { PAYMENT_STATES } from './payment/payment.js';
import { paymentsService } from './service.js';
import { TERM_STATES } from './term/term.js';

schemaSuite({
  service: paymentsService,
  snapshot: new URL('../schema.sql', import.meta.url),
  states: { 'payment.state': PAYMENT_STATES.states, 'term.state': TERM_STATES.words },
});
