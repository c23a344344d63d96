import { Module } from '@nestjs/common';
import { DUE_WORK, type DueWork } from '@perennial/service/work/due-work';
import { Registry } from 'prom-client';
import { CustomerConsumer } from './customer/customer.consumer.js';
import { CustomerStore } from './customer/customer.store.js';
import { ReplicateCustomers } from './customer/replicate-customers.js';
import { AppendDecisions } from './decision/append-decisions.js';
import { DecisionStore } from './decision/decision.store.js';
import { OwnerConsumer } from './owner/owner.consumer.js';
import { ReplicateOwners } from './owner/replicate-owners.js';
import { ListPolicies } from './policy/list-policies.js';
import { LoadPolicies } from './policy/load-policies.js';
import { MarkTerms } from './policy/mark-terms.js';
import { PolicyGrpc } from './policy/policy.grpc.js';
import { PolicyStore } from './policy/policy.store.js';
import { SavePolicy } from './policy/save-policy.js';
import { SeedPolicies } from './policy/seed-policies.js';
import { ClaimDue } from './release/claim-due.js';
import { ClaimStore } from './release/claim.store.js';
import { ReleaseDue } from './release/release-due.js';
import { SendStore } from './release/send.store.js';
import { ExplainReminder } from './reminder/explain-reminder.js';
import { ListReminders } from './reminder/list-reminders.js';
import { LoadPlanInputs } from './reminder/load-plan-inputs.js';
import { OutcomeConsumer } from './reminder/outcome.consumer.js';
import { OutcomeStore } from './reminder/outcome.store.js';
import { PlanTerms } from './reminder/plan-terms.js';
import { RecordOutcomes } from './reminder/record-outcomes.js';
import { ReminderListStore } from './reminder/reminder-list.store.js';
import { ReminderMetrics } from './reminder/reminder-metrics.js';
import { ReminderGrpc } from './reminder/reminder.grpc.js';
import { ReminderStore } from './reminder/reminder.store.js';
import { RestateReminders } from './reminder/restate-reminders.js';
import { WritePlans } from './reminder/write-plans.js';
import { ReplicateTemplates } from './template/replicate-templates.js';
import { TemplateConsumer } from './template/template.consumer.js';
import { CloseTerms } from './term/close-terms.js';
import { ClosingConsumer } from './term/closing.consumer.js';
import { ClosureStore } from './term/closure.store.js';
import { ContractStore } from './term/contract.store.js';
import { EndWaits } from './term/end-waits.js';
import { ReopenTerms } from './term/reopen-terms.js';
import { ReplicateContracts } from './term/replicate-contracts.js';
import { TermConsumer } from './term/term.consumer.js';
import { TermStore } from './term/term.store.js';

const STORES = [
  ClaimStore,
  ClosureStore,
  ContractStore,
  CustomerStore,
  DecisionStore,
  OutcomeStore,
  PolicyStore,
  ReminderListStore,
  ReminderStore,
  SendStore,
  TermStore,
];
const USE_CASES = [
  AppendDecisions,
  ClaimDue,
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
  ReplicateTemplates,
  RestateReminders,
  SavePolicy,
  SeedPolicies,
  WritePlans,
];
const WORK = [PlanTerms, ReleaseDue, MarkTerms, EndWaits];

@Module({
  controllers: [
    ClosingConsumer,
    CustomerConsumer,
    OutcomeConsumer,
    OwnerConsumer,
    TemplateConsumer,
    TermConsumer,
    PolicyGrpc,
    ReminderGrpc,
  ],
  providers: [
    ...STORES,
    ...USE_CASES,
    ...WORK,
    { provide: ReminderMetrics, useFactory: (registry: Registry) => new ReminderMetrics(registry), inject: [Registry] },
    { provide: DUE_WORK, useFactory: (...work: DueWork[]) => work, inject: WORK },
  ],
})
export class SchedulingModule {}
