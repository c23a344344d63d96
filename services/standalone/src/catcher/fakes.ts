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
const PUBLIC_URL = '<public>';
const FAKES = ['aliyun', 'tencent', 'twilio', 'ses', 'mailchimp', 'wecom'] as const;

/**
 * Starts the fakes of providers, and writes the file that makes them those of delivery: the texts
 * that they have registered name the address of this system.
 */
export async function startFakes({ dataDir, ports, publicUrl, mailUrl, now }: FakesPlan): Promise<RunningFakes> {
  // Loaded only where it is used.
  const { accountsOf, FAKE_CREDENTIALS } = await import('@perennial/fake-providers/sample-accounts');
  const { startFakeProviders } = await import('@perennial/fake-providers/start-fake-providers');
  const all = providersFile(publicUrl, ports);
  const text = mailUrl === undefined ? withoutMail(all) : all;
  const file = join(dataDir, 'providers.yaml');
  writeFileSync(file, text);
  const { controlUrl, stop } = await startFakeProviders(accountsOf(text, publicUrl), { ports, mailUrl, pageNow: now });
  return { controlUrl, settings: { ...FAKE_CREDENTIALS, PROVIDERS_FILE: file }, stop };
}

/** Where mail goes to a server of one's own, no fake may take what that one fails: it would reach nobody. */
export function withoutMail(file: string): string {
  return file.slice(0, file.indexOf('  # Mail goes to the catcher'));
}

/** The sample's providers.yaml at these addresses. */
export function providersFile(publicUrl: string, ports: Pick<PortPlan['fakes'], (typeof FAKES)[number]>): string {
  const sample = readFileSync(new URL('../sample/providers.yaml', import.meta.url), 'utf8');
  return FAKES.reduce(
    (text, name) => text.replaceAll(`<${name}>`, `http://127.0.0.1:${ports[name]}`),
    sample.replaceAll(PUBLIC_URL, publicUrl.replace(/\/$/, '')),
  );
}
