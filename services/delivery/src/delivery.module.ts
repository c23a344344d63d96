import { Module } from '@nestjs/common';
import { newId } from '@perennial/kernel/ids';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { DUE_WORK, type DueWork } from '@perennial/service/work/due-work';
import { ArchiveTerms } from './archive/archive-terms.js';
import { ClearBounce } from './bounce/clear-bounce.js';
import { CHANNELS } from './channel/channel.js';
import { openChannels } from './channel/open-channels.js';
import { AnswerMessages } from './evidence/answer-messages.js';
import { EvidenceGrpc } from './evidence/evidence.grpc.js';
import { ListEvidence } from './evidence/list-evidence.js';
import { MatchReports } from './evidence/match-reports.js';
import { FindMessages } from './evidence/find-messages.js';
import { RecordEvidence } from './evidence/record-evidence.js';
import { TakeCallback } from './evidence/take-callback.js';
import { TakeReports } from './evidence/take-reports.js';
import { TakeVisit } from './evidence/take-visit.js';
import { ClosureConsumer } from './guard/closure.consumer.js';
import { RaiseFence } from './guard/raise-fence.js';
import { ReopenTerms } from './guard/reopen-terms.js';
import { AcceptReminders } from './message/accept-reminders.js';
import { ListMessages } from './message/list-messages.js';
import { DeliveryGrpc } from './restate/delivery.grpc.js';
import { ReminderConsumer } from './message/reminder.consumer.js';
import { RestateDelivery } from './restate/restate-delivery.js';
import { SweepClosed } from './message/sweep-closed.js';
import { WithdrawReminders } from './message/withdraw-reminders.js';
import { ChangeTask } from './desk/change-task.js';
import { CloseTask } from './desk/close-task.js';
import { FollowConfirmations } from './desk/follow-confirmations.js';
import { LookAtConfirmations } from './desk/look-at-confirmations.js';
import { SettleConfirmations } from './desk/settle-confirmations.js';
import { FollowTasks } from './desk/follow-tasks.js';
import { GetCalendar } from './desk/get-calendar.js';
import { ListTasks } from './desk/list-tasks.js';
import { TaskGrpc } from './desk/task.grpc.js';
import { DeliveryMetrics } from './metrics.js';
import { OwnerConsumer } from './owner/owner.consumer.js';
import { ReplicateOwners } from './owner/replicate-owners.js';
import { ContractsClient } from './peer/contracts.client.js';
import { PaymentsClient } from './peer/payments.client.js';
import { PORTFOLIO, PortfolioClient } from './peer/portfolio.client.js';
import { PAYMENT_LOOK, RECIPIENT_RESOLVER } from './peer/peers.js';
import { GetPreference } from './preference/get-preference.js';
import { FollowOptOutLink } from './preference/follow-opt-out-link.js';
import { RecordChoice } from './preference/record-choice.js';
import { FindAddress } from './address/find-address.js';
import { FindPreference } from './address/find-preference.js';
import { PreferenceGrpc } from './address/preference.grpc.js';
import { ForgetExceptions } from './message/forget-exceptions.js';
import { ListExceptions } from './message/list-exceptions.js';
import { ListProviders } from './provider/list-providers.js';
import { ProviderGrpc } from './provider/provider.grpc.js';
import { TellProviders } from './sending/tell-providers.js';
import { LoadSwitches } from './switch/load-switches.js';
import { ListSwitches } from './switch/list-switches.js';
import { SaveSwitch } from './switch/save-switch.js';
import { BusinessClock, wallNow } from '@perennial/service/clock/business-clock';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import type { Environment } from '@perennial/service/config/environment';
import { ENVIRONMENT } from '@perennial/service/infrastructure';
import { KeepSpend } from './provider/keep-spend.js';
import { openFileProviders } from './provider/open-file-providers.js';
import { openProviders } from './provider/open-providers.js';
import { MeasureAccounts } from './provider/measure-accounts.js';
import { ProviderRegistry } from './provider/provider-registry.js';
import { SpendBook } from './provider/spend-book.js';
import { BeginAttempts } from './sending/begin-attempts.js';
import { LoadFacts } from './sending/load-facts.js';
import { LoadRoutes } from './sending/load-routes.js';
import { PrepareCalls } from './sending/prepare-calls.js';
import { PrepareRound } from './sending/prepare-round.js';
import { RecordResults } from './sending/record-results.js';
import { ResolveAmbiguous } from './sending/resolve-ambiguous.js';
import { ResolveOrphans } from './sending/resolve-orphans.js';
import { ResolveReported } from './sending/resolve-reported.js';
import { RunCalls } from './sending/run-calls.js';
import { SendMessages } from './sending/send-messages.js';
import { SENDER, type ProcessId } from './sending/sender.js';
import { OpenPaymentTasks } from './task/open-payment-tasks.js';
import { OpenTask } from './task/open-task.js';
import { PaymentConsumer } from './task/payment.consumer.js';
import { ListTemplates } from './template/list-templates.js';
import { LoadTemplates } from './template/load-templates.js';
import { RetireTemplate } from './template/retire-template.js';
import { ListPreviews } from './preview/list-previews.js';
import { TemplateGrpc } from './preview/template.grpc.js';
import { SaveTemplate } from './template/save-template.js';

@Module({
  controllers: [
    ClosureConsumer,
    ReminderConsumer,
    OwnerConsumer,
    PaymentConsumer,
    DeliveryGrpc,
    TemplateGrpc,
    PreferenceGrpc,
    TaskGrpc,
    ProviderGrpc,
    EvidenceGrpc,
  ],
  providers: [
    DeliveryMetrics,
    RaiseFence,
    ReopenTerms,
    SweepClosed,
    AcceptReminders,
    WithdrawReminders,
    ListMessages,
    RestateDelivery,
    GetPreference,
    RecordChoice,
    FollowOptOutLink,
    FindAddress,
    FindPreference,
    ClearBounce,
    LoadTemplates,
    ListTemplates,
    RetireTemplate,
    SaveTemplate,
    ListPreviews,
    BeginAttempts,
    LoadFacts,
    PrepareCalls,
    PrepareRound,
    RecordResults,
    RunCalls,
    ResolveAmbiguous,
    ResolveReported,
    SendMessages,
    ResolveOrphans,
    ArchiveTerms,
    LoadSwitches,
    ListSwitches,
    SaveSwitch,
    ListProviders,
    TellProviders,
    LoadRoutes,
    ListExceptions,
    ForgetExceptions,
    ReplicateOwners,
    OpenTask,
    OpenPaymentTasks,
    CloseTask,
    ChangeTask,
    ListTasks,
    FollowTasks,
    LookAtConfirmations,
    SettleConfirmations,
    FollowConfirmations,
    GetCalendar,
    FindMessages,
    TakeReports,
    RecordEvidence,
    TakeCallback,
    MatchReports,
    TakeVisit,
    ListEvidence,
    AnswerMessages,
    { provide: SENDER, useFactory: () => ({ id: newId<ProcessId>() }) },
    { provide: CHANNELS, inject: [SERVICE_CONFIG], useFactory: (config: ServiceConfig) => openChannels(config) },
    MeasureAccounts,
    SpendBook,
    KeepSpend,
    {
      provide: ProviderRegistry,
      inject: [SERVICE_CONFIG, ENVIRONMENT, BusinessClock, SpendBook, MeasureAccounts, OpenTask],
      useFactory: (
        config: ServiceConfig,
        environment: Environment,
        clock: BusinessClock,
        spend: SpendBook,
        metrics: MeasureAccounts,
        tasks: OpenTask,
      ) => {
        const now = () => clock.now();
        const tools = { monotonic: monotonicNow, wallNow, now, spend, metrics, publicUrl: config.PUBLIC_URL };
        return openProviders(config, tasks, openFileProviders(config.PROVIDERS_FILE, environment, tools));
      },
    },
    {
      provide: RECIPIENT_RESOLVER,
      inject: [SERVICE_CONFIG, LOGGER],
      useFactory: (config: ServiceConfig, logger: Logger) => new ContractsClient(config.CONTRACTS_GRPC_URL, logger),
    },
    {
      provide: PORTFOLIO,
      inject: [SERVICE_CONFIG],
      useFactory: (config: ServiceConfig) => new PortfolioClient(config.CONTRACTS_GRPC_URL),
    },
    {
      provide: PAYMENT_LOOK,
      inject: [SERVICE_CONFIG, LOGGER],
      useFactory: (config: ServiceConfig, logger: Logger) => new PaymentsClient(config.PAYMENTS_GRPC_URL, logger),
    },
    {
      provide: DUE_WORK,
      inject: [
        SendMessages,
        SweepClosed,
        ResolveOrphans,
        ArchiveTerms,
        TellProviders,
        FollowTasks,
        FollowConfirmations,
        MatchReports,
        ForgetExceptions,
      ],
      useFactory: (...works: DueWork[]) => works,
    },
  ],
})
export class DeliveryModule {}
