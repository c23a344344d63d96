import { PolicyServiceService, ReminderServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { ContactRow } from './customer/contact.entity.js';
import { CustomerRow } from './customer/customer.entity.js';
import { RecipientRow } from './customer/recipient.entity.js';
import { DecisionRow } from './decision/decision.entity.js';
import { Scheduling1767225700000 } from './migrations/1767225700000-scheduling.js';
import { PolicyRow } from './policy/policy.entity.js';
import { SendRow } from './release/send.entity.js';
import { ReminderRow } from './reminder/reminder.entity.js';
import { ReviewRow } from './review/review.entity.js';
import { SchedulingModule } from './scheduling.module.js';
import { ClosureRow } from './term/closure.entity.js';
import { ContractRow } from './term/contract.entity.js';
import { TermRow } from './term/term.entity.js';

/** The scheduling service: policies, plans, releases and why (architecture.md, Services). */
export const schedulingService: ServiceDefinition = {
  name: 'scheduling',
  ports: { grpc: 50053, ops: 9103 },
  secrets: [],
  module: SchedulingModule,
  grpc: {
    package: 'perennial.scheduling.v1',
    services: {
      'perennial.scheduling.v1.PolicyService': PolicyServiceService,
      'perennial.scheduling.v1.ReminderService': ReminderServiceService,
    },
  },
  entities: [
    ClosureRow,
    ContactRow,
    ContractRow,
    CustomerRow,
    DecisionRow,
    PolicyRow,
    RecipientRow,
    ReminderRow,
    ReviewRow,
    SendRow,
    TermRow,
  ],
  migrations: [Scheduling1767225700000],
  // Versions, undone causes and ended states guard every handler, so that events of any age can be taken again.
  rebuildableLanes: ['main', 'close'],
};
