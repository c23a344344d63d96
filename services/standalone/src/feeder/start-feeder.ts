import { DAY, formatInstant, instant, type Instant } from '@perennial/kernel/instant';
import { ContractServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { ErpSyncServiceService } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { PaymentServiceService } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { grpcClient } from '@perennial/service/grpc/client';
import { createLogger } from '@perennial/service/log/logger';
import { createRegistry } from '@perennial/service/metrics';
import { OpsServer } from '@perennial/service/ops/ops-server';
import { serviceRoutes } from '@perennial/service/ops/service-routes';
import type { Participant } from '@perennial/service/sandbox/walker';
import { readPortfolio } from '../sample/ravenstack.js';
import { Feeder } from './feeder.js';
import { FeederClock } from './feeder-clock.js';

export interface FeederOptions {
  /** gRPC addresses. */
  readonly contracts: string;
  readonly payments: string;
  readonly opsPort: number;
  /** Business instant as of which the sample is imported. */
  readonly now: Instant;
  readonly logLevel: string;
  readonly say: (line: string) => void;
}

/** Imports the sample as of the clock, then follows the clock as a participant of the walk. */
export async function startFeeder({
  contracts,
  payments,
  opsPort,
  now,
  logLevel,
  say,
}: FeederOptions): Promise<Participant & { stop(): Promise<void> }> {
  const logger = createLogger('feeder', logLevel);
  const peers = {
    erpSync: grpcClient(ErpSyncServiceService, contracts),
    contracts: grpcClient(ContractServiceService, contracts),
    payments: grpcClient(PaymentServiceService, payments),
  };
  const feeder = new Feeder(readPortfolio(), peers);
  const report = await feeder.importUntil(dayOf(now));
  say(
    `sample: ${report.rows} records in, ${report.taken} taken, ${report.unchanged} known already, ${report.stale} older than known, ${report.refused.length} refused`,
  );
  for (const { record, reasons } of report.refused.slice(0, 10))
    say(`  refused ${record.contract?.source?.id ?? record.customer?.source?.id ?? '?'}: ${reasons.join('; ')}`);
  // A killed run may have left part of its last day undone; every step may be repeated.
  const feederClock = new FeederClock(
    instant(now - DAY),
    now,
    (step) => feeder.run(step),
    (error) => logger.error({ err: error }, 'a step of the sample failed and will be tried again'),
  );
  const ops = new OpsServer(
    serviceRoutes({
      registry: createRegistry('feeder'),
      readiness: async () => ({ reasons: [] }),
      sandbox: {
        setNow: async (at) => feederClock.advanceTo(at),
        idle: async () => feederClock.idle(),
        glance: async () => feederClock.glance(),
      },
    }),
    (error) => logger.error({ err: error }, 'ops port failed'),
  );
  await ops.listen(opsPort);
  return {
    name: 'feeder',
    setNow: async (at) => feederClock.advanceTo(at),
    idle: async () => feederClock.idle(),
    glance: () => feederClock.glance(),
    stop: async () => {
      await feederClock.stop();
      await ops.close();
      for (const peer of Object.values(peers)) peer.close();
    },
  };
}

function dayOf(now: Instant): string {
  return formatInstant(now).slice(0, 10);
}
