import { Module } from '@nestjs/common';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { DUE_WORK, type DueWork } from '@perennial/service/work/due-work';
import { NoteUnreadable } from './review/note-unreadable.js';
import { ContractGrpc } from './contract/contract.grpc.js';
import { FollowCustomers } from './contract/follow-customers.js';
import { ReadContracts } from './contract/read-contracts.js';
import { CustomerGrpc } from './customer/customer.grpc.js';
import { ReadCustomers } from './customer/read-customers.js';
import { ErpSyncGrpc } from './import/erp-sync.grpc.js';
import { ImportFiles } from './import/file/import-files.js';
import { SimulateImport } from './import/simulate-import.js';
import { ImportRecords } from './import/import-records.js';
import { ReceiveRecords } from './import/receive-records.js';
import { NoteRefused } from './import/refused/note-refused.js';
import { EndHold } from './hold/end-hold.js';
import { EndHolds } from './hold/end-holds.js';
import { HoldGrpc } from './hold/hold.grpc.js';
import { ListHolds } from './hold/list-holds.js';
import { PlaceHold } from './hold/place-hold.js';
import { MeasureSources } from './incomplete/measure-sources.js';
import { ReportSources } from './incomplete/report-sources.js';
import { TellIncomplete } from './incomplete/tell-incomplete.js';
import { FollowOwners } from './owner/follow-owners.js';
import { FieldCipher } from './person/field-cipher.js';
import { FindRecipients } from './recipient/find-recipients.js';
import { ResolveRecipients } from './recipient/resolve-recipients.js';
import { ResolveReferences } from './reference/resolve-references.js';
import { RestatePortfolio } from './restate/restate-portfolio.js';
import { AdvanceTerms } from './term/advance-terms.js';
import { CancelTerm } from './term/cancel-term.js';
import { ContractAlerts } from './term/count-alerts.js';
import { ListTerms } from './term/list-terms.js';
import { PaymentConsumer } from './term/payment.consumer.js';
import { RenewTerms } from './term/renew-terms.js';
import { ReopenTerm } from './term/reopen-term.js';

/** Customers, contacts, contracts and terms. */
@Module({
  controllers: [ContractGrpc, CustomerGrpc, ErpSyncGrpc, HoldGrpc, PaymentConsumer],
  providers: [
    AdvanceTerms,
    CancelTerm,
    ContractAlerts,
    EndHold,
    EndHolds,
    FollowCustomers,
    FollowOwners,
    ImportFiles,
    ImportRecords,
    ListHolds,
    SimulateImport,
    ListTerms,
    MeasureSources,
    NoteRefused,
    PlaceHold,
    NoteUnreadable,
    ReadContracts,
    ReadCustomers,
    RenewTerms,
    ResolveReferences,
    ReopenTerm,
    ResolveRecipients,
    FindRecipients,
    RestatePortfolio,
    ReceiveRecords,
    ReportSources,
    TellIncomplete,
    {
      provide: FieldCipher,
      inject: [SERVICE_CONFIG],
      useFactory: (config: ServiceConfig) =>
        new FieldCipher(config.FIELD_ENCRYPTION_KEYS, Buffer.from(config.ADDRESS_HMAC_KEY, 'base64')),
    },
    {
      provide: DUE_WORK,
      inject: [AdvanceTerms, EndHolds, FollowOwners, FollowCustomers, TellIncomplete, MeasureSources],
      useFactory: (...works: DueWork[]) => works,
    },
  ],
})
export class ContractsModule {}
