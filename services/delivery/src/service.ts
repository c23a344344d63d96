import {
  DeliveryServiceService,
  PreferenceServiceService,
  TemplateServiceService,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { DeliveryModule } from './delivery.module.js';
import { ClosureEntity } from './guard/closure.entity.js';
import { GuardEntity } from './guard/guard.entity.js';
import { AttemptEntity } from './message/attempt.entity.js';
import { DispatchEntity } from './message/dispatch.entity.js';
import { MessageEntity } from './message/message.entity.js';
import { TombstoneEntity } from './message/tombstone.entity.js';
import { DeliveryTables1767225700000 } from './migrations/1767225700000-delivery-tables.js';
import { DueMessages1767225700001 } from './migrations/1767225700001-due-messages.js';
import { OptOutEntity } from './preference/opt-out.entity.js';
import { ProcessLeaseEntity } from './sending/process-lease.entity.js';
import { TemplateEntity } from './template/template.entity.js';

/** Templates, messages, provider calls, fences, opt-outs. */
export const deliveryService: ServiceDefinition = {
  name: 'delivery',
  ports: { grpc: 50054, ops: 9104 },
  secrets: ['LINK_SIGNING_KEYS'],
  module: DeliveryModule,
  grpc: {
    package: 'perennial.delivery.v1',
    services: {
      'perennial.delivery.v1.DeliveryService': DeliveryServiceService,
      'perennial.delivery.v1.TemplateService': TemplateServiceService,
      'perennial.delivery.v1.PreferenceService': PreferenceServiceService,
    },
  },
  entities: [
    GuardEntity,
    ClosureEntity,
    TombstoneEntity,
    MessageEntity,
    DispatchEntity,
    AttemptEntity,
    OptOutEntity,
    TemplateEntity,
    ProcessLeaseEntity,
  ],
  migrations: [DeliveryTables1767225700000, DueMessages1767225700001],
  // Closures can be built anew from the topics: a closing event of any age still closes.
  rebuildableLanes: ['fence'],
};
