import {
  ContractServiceService,
  CustomerServiceService,
  HoldServiceService,
} from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import {
  DeliveryServiceService,
  PreferenceServiceService,
  TemplateServiceService,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { EvidenceServiceService } from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { ProviderServiceService } from '@perennial/proto/gen/perennial/delivery/v1/provider';
import { TaskServiceService } from '@perennial/proto/gen/perennial/delivery/v1/task';
import { ErpSyncServiceService } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { PaymentServiceService } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { PolicyServiceService, ReminderServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { ReviewServiceService } from '@perennial/proto/gen/perennial/review/v1/review';
import { grpcClient, type Peer } from '@perennial/service/grpc/client';
import type { ConsoleConfig } from '../config.js';

/** Clients of every service behind the HTTP edge. */
export type Peers = ReturnType<typeof openPeers>;

export function openPeers(config: ConsoleConfig) {
  const { CONTRACTS_GRPC_URL, SCHEDULING_GRPC_URL, DELIVERY_GRPC_URL, PAYMENTS_GRPC_URL } = config;
  return {
    contracts: grpcClient(ContractServiceService, CONTRACTS_GRPC_URL),
    customers: grpcClient(CustomerServiceService, CONTRACTS_GRPC_URL),
    holds: grpcClient(HoldServiceService, CONTRACTS_GRPC_URL),
    erpSync: grpcClient(ErpSyncServiceService, CONTRACTS_GRPC_URL),
    policies: grpcClient(PolicyServiceService, SCHEDULING_GRPC_URL),
    reminders: grpcClient(ReminderServiceService, SCHEDULING_GRPC_URL),
    deliveries: grpcClient(DeliveryServiceService, DELIVERY_GRPC_URL),
    templates: grpcClient(TemplateServiceService, DELIVERY_GRPC_URL),
    preferences: grpcClient(PreferenceServiceService, DELIVERY_GRPC_URL),
    evidence: grpcClient(EvidenceServiceService, DELIVERY_GRPC_URL),
    providers: grpcClient(ProviderServiceService, DELIVERY_GRPC_URL),
    tasks: grpcClient(TaskServiceService, DELIVERY_GRPC_URL),
    payments: grpcClient(PaymentServiceService, PAYMENTS_GRPC_URL),
    /** One a service: each has a list of its own. */
    reviews: [CONTRACTS_GRPC_URL, SCHEDULING_GRPC_URL, DELIVERY_GRPC_URL, PAYMENTS_GRPC_URL].map((url) =>
      grpcClient(ReviewServiceService, url),
    ),
  };
}

export function closePeers(peers: Peers): void {
  for (const client of Object.values(peers).flat() as Peer<object>[]) client.close();
}
