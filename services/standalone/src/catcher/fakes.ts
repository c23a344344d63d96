import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@perennial/service/config/environment';
import type { PortPlan } from '../port-plan.js';

export interface RunningFakes {
  /** Of the page of all messages, and of what breaks and mends providers. */
  readonly controlUrl: string;
  /** Of delivery: the fakes are its providers. */
  readonly settings: Environment;
  stop(): Promise<void>;
}

interface FakesPlan {
  readonly dataDir: string;
  readonly ports: PortPlan['fakes'];
  readonly publicUrl: string;
  readonly mailUrl: string | undefined;
  /** Business clock, ms: mails bear its time. */
  readonly now: () => number;
}

/** What stands in the sample for addresses that only a running system knows. */
const PLACES = {
  PUBLIC_URL: '<public>',
  aliyun: '<aliyun>',
  tencent: '<tencent>',
  twilio: '<twilio>',
  wecom: '<wecom>',
} as const;

/**
 * Starts the fakes of the providers of text messages, and writes the file that makes them those of delivery: the texts
 * that they have registered name the address of this system.
 */
export async function startFakes({ dataDir, ports, publicUrl, mailUrl, now }: FakesPlan): Promise<RunningFakes> {
  // Loaded only where it is used.
  const { accountsOf, FAKE_CREDENTIALS } = await import('@perennial/fake-providers/sample-accounts');
  const { startFakeProviders } = await import('@perennial/fake-providers/start-fake-providers');
  const text = providersFile(publicUrl, ports);
  const file = join(dataDir, 'providers.yaml');
  writeFileSync(file, text);
  const { controlUrl, stop } = await startFakeProviders(accountsOf(text, publicUrl), { ports, mailUrl, pageNow: now });
  return { controlUrl, settings: { ...FAKE_CREDENTIALS, PROVIDERS_FILE: file }, stop };
}

/** The sample's providers.yaml at these addresses. */
export function providersFile(
  publicUrl: string,
  ports: Pick<PortPlan['fakes'], 'aliyun' | 'tencent' | 'twilio' | 'wecom'>,
): string {
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  return readFileSync(new URL('../sample/providers.yaml', import.meta.url), 'utf8')
    .replaceAll(PLACES.PUBLIC_URL, publicUrl.replace(/\/$/, ''))
    .replace(PLACES.aliyun, at(ports.aliyun))
    .replace(PLACES.tencent, at(ports.tencent))
    .replace(PLACES.twilio, at(ports.twilio))
    .replace(PLACES.wecom, at(ports.wecom));
}
