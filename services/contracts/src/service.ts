import {
  ContractServiceService,
  CustomerServiceService,
  HoldServiceService,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { ErpSyncServiceService } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { ContractsModule } from './contracts.module.js';
import { Addresses1790000024101 } from './migrations/1790000024101-addresses.js';
import { PreferredChannel1790000032001 } from './migrations/1790000032001-preferred-channel.js';
import { Anchors1790000001001 } from './migrations/1790000001001-anchors.js';
import { ReviewsMove1790000002001 } from './migrations/1790000002001-reviews-move.js';
import { Inheritance1790000002002 } from './migrations/1790000002002-inheritance.js';
import { ContentOfSources1790000006001 } from './migrations/1790000006001-content-of-sources.js';
import { NamesOfCustomers1790000011001 } from './migrations/1790000011001-names-of-customers.js';
import { Incomplete1790000002101 } from './migrations/1790000002101-incomplete.js';
import { TermsByState1790000002102 } from './migrations/1790000002102-terms-by-state.js';
import { Holds1790000002003 } from './migrations/1790000002003-holds.js';
import { Portfolio1767225610001 } from './migrations/1767225610001-portfolio.js';
import { Invoices1790000003001 } from './migrations/1790000003001-invoices.js';

/** The contracts service as the boot sees it (surfaces.md). */
export const contractsService: ServiceDefinition = {
  name: 'contracts',
  ports: { grpc: 50051, ops: 9101 },
  secrets: ['FIELD_ENCRYPTION_KEYS', 'ADDRESS_HMAC_KEY'],
  module: ContractsModule,
  grpc: {
    services: {
      'perennial.contracts.v1.ContractService': ContractServiceService,
      'perennial.contracts.v1.CustomerService': CustomerServiceService,
      'perennial.contracts.v1.ErpSyncService': ErpSyncServiceService,
      'perennial.contracts.v1.HoldService': HoldServiceService,
    },
  },
  migrations: [
    Portfolio1767225610001,
    Anchors1790000001001,
    ReviewsMove1790000002001,
    Inheritance1790000002002,
    Holds1790000002003,
    Incomplete1790000002101,
    TermsByState1790000002102,
    Invoices1790000003001,
    ContentOfSources1790000006001,
    NamesOfCustomers1790000011001,
    Addresses1790000024101,
    PreferredChannel1790000032001,
  ],
};
