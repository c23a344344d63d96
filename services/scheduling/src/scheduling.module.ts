import { Module } from '@nestjs/common';
import { DUE_WORK, type DueWork } from '@perennial/service/work/due-work';
import { ArchiveTerms } from './archive/archive-terms.js';
import { CustomerConsumer } from './customer/customer.consumer.js';
import { ReplicateCustomers } from './customer/replicate-customers.js';
import { MarkTerms } from './marking/mark-terms.js';
import { OutcomeConsumer } from './outcome/outcome.consumer.js';
import { RecordOutcomes } from './outcome/record-outcomes.js';
import { OwnerConsumer } from './owner/owner.consumer.js';
import { ReplicateOwners } from './owner/replicate-owners.js';
import { ListPolicies } from './policy/list-policies.js';
import { LoadPolicies } from './policy/load-policies.js';
import { PolicyGrpc } from './policy/policy.grpc.js';
import { SavePolicy } from './policy/save-policy.js';
import { SeedPolicies } from './policy/seed-policies.js';
import { ReachConsumer } from './reach/reach.consumer.js';
import { ReplicateReach } from './reach/replicate-reach.js';
import { ReleaseDue } from './release/release-due.js';
import { ExplainReminder } from './reminder/explain-reminder.js';
import { ListReminders } from './reminder/list-reminders.js';
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
import { EndWaits } from './term/end-waits.js';
import { ReopenTerms } from './term/reopen-terms.js';
import { ReplicateContracts } from './term/replicate-contracts.js';
import { TermConsumer } from './term/term.consumer.js';

const WORK = [PlanTerms, ReleaseDue, MarkTerms, EndWaits, ArchiveTerms];

@Module({
  controllers: [
    ClosureConsumer,
    CustomerConsumer,
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
    LoadPlanInputs,
    LoadPolicies,
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
    ...WORK,
    { provide: DUE_WORK, useFactory: (...work: DueWork[]) => work, inject: WORK },
  ],
})
export class SchedulingModule {}
