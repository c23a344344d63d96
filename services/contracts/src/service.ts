import { ContractServiceService, CustomerServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { ErpSyncServiceService } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { ContactEntity } from './contact/contact.entity.js';
import { RecipientEntity } from './person/recipient.entity.js';
import { AttentionEntity } from './attention/attention.entity.js';
import { ContractEntity } from './contract/contract.entity.js';
import { ContractsModule } from './contracts.module.js';
import { CustomerEntity } from './customer/customer.entity.js';
import { Portfolio1767225610001 } from './migrations/1767225610001-portfolio.js';
import { OwnerEntity } from './owner/owner.entity.js';
import { TeamEntity } from './owner/team.entity.js';
import { SourceReferenceEntity } from './source-reference/source-reference.entity.js';
import { ClosureEntity } from './term/closure.entity.js';
import { TermEntity } from './term/term.entity.js';

/** The contracts service as the boot sees it (surfaces.md). */
export const contractsService: ServiceDefinition = {
  name: 'contracts',
  ports: { grpc: 50051, ops: 9101 },
  secrets: ['FIELD_ENCRYPTION_KEYS', 'ADDRESS_HMAC_KEY'],
  module: ContractsModule,
  grpc: {
    package: 'perennial.contracts.v1',
    services: {
      'perennial.contracts.v1.ContractService': ContractServiceService,
      'perennial.contracts.v1.CustomerService': CustomerServiceService,
      'perennial.contracts.v1.ErpSyncService': ErpSyncServiceService,
    },
  },
  entities: [
    SourceReferenceEntity,
    TeamEntity,
    OwnerEntity,
    CustomerEntity,
    RecipientEntity,
    ContactEntity,
    ContractEntity,
    TermEntity,
    ClosureEntity,
    AttentionEntity,
  ],
  migrations: [Portfolio1767225610001],
};
