import { PolicyServiceService, ReminderServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { Scheduling1767225700000 } from './migrations/1767225700000-scheduling.js';
import { ReviewsMove1790000002001 } from './migrations/1790000002001-reviews-move.js';
import { WhoHearsIt1790000004000 } from './migrations/1790000004000-who-hears-it.js';
import { Escalation1790000025000 } from './migrations/1790000025000-escalation.js';
import { PreferredChannel1790000032000 } from './migrations/1790000032000-preferred-channel.js';
import { SchedulingModule } from './scheduling.module.js';

/** The scheduling service: policies, plans, releases and why (architecture.md, Services). */
export const schedulingService: ServiceDefinition = {
  name: 'scheduling',
  ports: { grpc: 50053, ops: 9103 },
  secrets: [],
  module: SchedulingModule,
  grpc: {
    services: {
      'perennial.scheduling.v1.PolicyService': PolicyServiceService,
      'perennial.scheduling.v1.ReminderService': ReminderServiceService,
    },
  },
  migrations: [
    Scheduling1767225700000,
    ReviewsMove1790000002001,
    WhoHearsIt1790000004000,
    Escalation1790000025000,
    PreferredChannel1790000032000,
  ],
  // Versions, undone causes and ended states guard every handler, so that events of any age can be taken again.
  rebuildableLanes: ['main', 'close'],
};
