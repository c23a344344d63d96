import {
  DeliveryServiceService,
  PreferenceServiceService,
  TemplateServiceService,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { EvidenceServiceService } from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { ProviderServiceService } from '@perennial/proto/gen/perennial/delivery/v1/provider';
import { TaskServiceService } from '@perennial/proto/gen/perennial/delivery/v1/task';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { DeliveryModule } from './delivery.module.js';
import { Delivery1767225700000 } from './migrations/1767225700000-delivery.js';
import { Channels1790000021000 } from './migrations/1790000021000-channels.js';
import { Confirmations1790000031000 } from './migrations/1790000031000-confirmations.js';
import { Evidence1790000024000 } from './migrations/1790000024000-evidence.js';
import { Mjml1790000033000 } from './migrations/1790000033000-mjml.js';
import { Tasks1790000023000 } from './migrations/1790000023000-tasks.js';
import { RealLife1790000005000 } from './migrations/1790000005000-real-life.js';
import { Spend1790000022000 } from './migrations/1790000022000-spend.js';

/** Templates, messages, provider calls, fences, opt-outs. */
export const deliveryService: ServiceDefinition = {
  name: 'delivery',
  ports: { grpc: 50054, ops: 9104 },
  secrets: ['LINK_SIGNING_KEYS'],
  module: DeliveryModule,
  grpc: {
    services: {
      'perennial.delivery.v1.DeliveryService': DeliveryServiceService,
      'perennial.delivery.v1.TemplateService': TemplateServiceService,
      'perennial.delivery.v1.PreferenceService': PreferenceServiceService,
      'perennial.delivery.v1.ProviderService': ProviderServiceService,
      'perennial.delivery.v1.TaskService': TaskServiceService,
      'perennial.delivery.v1.EvidenceService': EvidenceServiceService,
    },
  },
  migrations: [
    Delivery1767225700000,
    RealLife1790000005000,
    Channels1790000021000,
    Spend1790000022000,
    Tasks1790000023000,
    Evidence1790000024000,
    Confirmations1790000031000,
    Mjml1790000033000,
  ],
  // Closures can be built anew from the topics: a closing event of any age still closes.
  rebuildableLanes: ['fence'],
};
