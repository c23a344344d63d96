import type { NewEvent } from '@perennial/events/event';
import { addMs, type Instant } from '@perennial/kernel/instant';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import type { RecordedMail } from '@perennial/testing/smtp/recorded-mail';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { DeliveryScene, type DueChange, type Made } from '@perennial/testing/system/delivery-scene';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { deliveryService } from '../src/service.js';

/** Delivery alone with a mail server and its peers; the names are in use once `openStage` has run. */
let environment: TestEnvironment;
export let smtp: RecordingSmtpServer;
export let peers: DeliveryPeers;
export let settings: Readonly<Record<string, string>>;
export let service: RunningService;
export let scene: DeliveryScene;

export async function openStage(more: Readonly<Record<string, string>> = {}): Promise<void> {
  environment = await testEnvironment();
  smtp = await RecordingSmtpServer.start();
  settings = await environment.of('delivery', { SMTP_URL: smtp.url, PUBLIC_URL: 'https://renew.example', ...more });
  peers = await DeliveryPeers.start({
    contracts: settings['CONTRACTS_GRPC_URL'] as string,
    payments: settings['PAYMENTS_GRPC_URL'] as string,
  });
  service = await startService(deliveryService, settings);
  scene = new DeliveryScene(peers, () => service);
}

export async function closeStage(): Promise<void> {
  await service.stop();
  await peers.stop();
  await smtp.stop();
  await environment.close();
}

/** Between tests: nothing is remembered, everybody answers. */
export function calmStage(): void {
  smtp.clear();
  smtp.behaveNormally();
  peers.paymentsSilent = peers.contactsSilent = false;
}

/** The service ends and is started anew with further settings. */
export async function restartService(more: Readonly<Record<string, string>>): Promise<void> {
  await service.stop();
  service = await startService(deliveryService, { ...settings, ...more });
}

export const now = (): Instant => service.clock.now();
export const due = (riders = 1, change: DueChange = {}): Made => scene.due({ riders, ...change });
export const paid = (made: Made, n = 0, paymentId?: string): NewEvent => scene.paid(made, n, paymentId);
export const rows = (made: Made) => scene.rows(made);
export const message = (made: Made) => scene.message(made);
export const attempts = (made: Made) => scene.attempts(made);
export const outcomes = (made: Made) => scene.outcomes(made);
export const tell = (...events: NewEvent[]): Promise<void> => tellService(service, events);
export const mails = (made: Made): RecordedMail[] => smtp.acceptedBy(made.address);
export const later = (ms: number) => walkTo(participantsOf([service]), addMs(now(), ms));
