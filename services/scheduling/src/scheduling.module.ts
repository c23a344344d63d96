import { Module } from '@nestjs/common';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { DUE_WORK, type DueWork } from '@perennial/service/work/due-work';
import { ArchiveTerms } from './archive/archive-terms.js';
import { CustomerConsumer } from './customer/customer.consumer.js';
import { ReplicateCustomers } from './customer/replicate-customers.js';
import { LookAgain } from './marking/look-again.js';
import { MarkTerms } from './marking/mark-terms.js';
import { EvidenceConsumer } from './evidence/evidence.consumer.js';
import { RecordEvidence } from './evidence/record-evidence.js';
import { OutcomeConsumer } from './outcome/outcome.consumer.js';
import { RecordOutcomes } from './outcome/record-outcomes.js';
import { OwnerConsumer } from './owner/owner.consumer.js';
import { ReplicateOwners } from './owner/replicate-owners.js';
import { LoadOutages } from './outage/load-outages.js';
import { OutageConsumer } from './outage/outage.consumer.js';
import { RecordBreakers } from './outage/record-breakers.js';
import { ListPolicies } from './policy/list-policies.js';
import { LoadPolicies } from './policy/load-policies.js';
import { LoadRehearsal } from './plan/load-rehearsal.js';
import { PolicyRehearsal } from './policy/policy-rehearsal.js';
import { PolicyFaults } from './policy/policy-faults.js';
import { PolicyGrpc } from './policy/policy.grpc.js';
import { SavePolicy } from './policy/save-policy.js';
import { SeedPolicies } from './policy/seed-policies.js';
import { ReachConsumer } from './reach/reach.consumer.js';
import { ReplicateReach } from './reach/replicate-reach.js';
import { ReleaseDue } from './release/release-due.js';
import { ExplainReminder } from './reminder/explain-reminder.js';
import { ListReminders } from './reminder/list-reminders.js';
import { ContractsClient } from './peer/contracts.client.js';
import { LoadPlanInputs } from './plan/load-plan-inputs.js';
import { PlanTerms } from './plan/plan-terms.js';
import { SchedulingMetrics } from './metrics.js';
import { ReminderGrpc } from './reminder/reminder.grpc.js';
import { RestateReminders } from './reminder/restate-reminders.js';
import { WritePlans } from './plan/write-plans.js';
import { ReplicateTemplates } from './template/replicate-templates.js';
import { TemplateConsumer } from './template/template.consumer.js';
import { CloseTerms } from './term/close-terms.js';
import { ClosureConsumer } from './term/closure.consumer.js';
import { RequestNews } from './term/request-news.js';
import { ReopenTerms } from './term/reopen-terms.js';
import { ReplicateContracts } from './term/replicate-contracts.js';
import { TermConsumer } from './term/term.consumer.js';

const WORK = [PlanTerms, ReleaseDue, LookAgain, MarkTerms, RequestNews, ArchiveTerms];

@Module({
  controllers: [
    ClosureConsumer,
    CustomerConsumer,
    EvidenceConsumer,
    OutageConsumer,
    OutcomeConsumer,
    OwnerConsumer,
    ReachConsumer,
    TemplateConsumer,
    TermConsumer,
    PolicyGrpc,
    ReminderGrpc,
  ],
  providers: [
    CloseTerms,
    ExplainReminder,
    ListPolicies,
    ListReminders,
    LoadOutages,
    LoadPlanInputs,
    LoadPolicies,
    PolicyFaults,
    { provide: PolicyRehearsal, useClass: LoadRehearsal },
    RecordBreakers,
    RecordEvidence,
    RecordOutcomes,
    ReopenTerms,
    ReplicateContracts,
    ReplicateCustomers,
    ReplicateOwners,
    ReplicateReach,
    ReplicateTemplates,
    RestateReminders,
    SavePolicy,
    SchedulingMetrics,
    SeedPolicies,
    WritePlans,
    {
      provide: ContractsClient,
      inject: [SERVICE_CONFIG],
      useFactory: ({ CONTRACTS_GRPC_URL }: ServiceConfig) => new ContractsClient(CONTRACTS_GRPC_URL),
    },
    ...WORK,
    { provide: DUE_WORK, useFactory: (...work: DueWork[]) => work, inject: WORK },
  ],
})
export class SchedulingModule {}
