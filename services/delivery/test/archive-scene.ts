import type { NewEvent } from '@perennial/events/event';
import { addMs, DAY, type Instant } from '@perennial/kernel/instant';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { DeliveryScene, type Made } from '@perennial/testing/system/delivery-scene';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { deliveryService } from '../src/service.js';

export const NONE = { message: 0, dispatch: 0, attempt: 0, outcome: 0 };
/** One message with its one rider, sent by one call. */
export const ONE = { message: 1, dispatch: 1, attempt: 1, outcome: 1 };

/** Delivery alone with a mail server, and what of a message lies in which tables. */
export class ArchiveScene {
  private constructor(
    private readonly environment: TestEnvironment,
    readonly smtp: RecordingSmtpServer,
    readonly peers: DeliveryPeers,
    readonly settings: Readonly<Record<string, string>>,
    readonly service: RunningService,
    readonly messages: DeliveryScene,
  ) {}

  static async start(more: Readonly<Record<string, string>> = {}): Promise<ArchiveScene> {
    const environment = await testEnvironment();
    const smtp = await RecordingSmtpServer.start();
    const settings = await environment.of('delivery', { SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, ...more });
    const peers = await DeliveryPeers.start({
      contracts: settings['CONTRACTS_GRPC_URL'] as string,
      payments: settings['PAYMENTS_GRPC_URL'] as string,
    });
    const service = await startService(deliveryService, settings);
    return new ArchiveScene(environment, smtp, peers, settings, service, new DeliveryScene(peers, () => service));
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.peers.stop();
    await this.smtp.stop();
    await this.environment.close();
  }

  now(): Instant {
    return this.service.clock.now();
  }

  async tell(...events: NewEvent[]): Promise<void> {
    await tellService(this.service, events);
  }

  async walk(days: number): Promise<void> {
    await walkTo(participantsOf([this.service]), addMs(this.now(), days * DAY));
  }

  /** Rows of the message with all that belongs to it: `suffix` names the hot tables, the archive or both. */
  async count({ messageId, riders }: Made, suffix: '' | '_archive' | '_all'): Promise<Record<string, number>> {
    const [row] = await this.service.database.query<Record<string, number>>(
      `select (select count(*)::int from message${suffix} where message_id = $1) as message,
         (select count(*)::int from dispatch${suffix} where message_id = $1) as dispatch,
         (select count(*)::int from attempt${suffix} where message_id = $1) as attempt,
         (select count(*)::int from outcome${suffix} where reminder_id = any($2::uuid[])) as outcome`,
      [messageId, riders.map(({ reminderId }) => reminderId)],
    );
    return row ?? {};
  }
}
