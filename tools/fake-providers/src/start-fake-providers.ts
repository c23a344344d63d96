import { ControlServer } from './control-server.js';
import { FakeAliyun, type FakeAliyunAccount } from './fake-aliyun.js';
import { FakeMailchimp, type FakeMailchimpAccount } from './fake-mailchimp.js';
import { FakeProvider } from './fake-provider.js';
import { FakeSes, type FakeSesAccount } from './fake-ses.js';
import { FakeTencent, type FakeTencentAccount } from './fake-tencent.js';
import { FakeTwilio, type FakeTwilioAccount } from './fake-twilio.js';
import { FakeWecom, type FakeWecomAccount } from './fake-wecom.js';

/** Accounts of the fakes; one that is left out is not run. */
export interface FakeAccounts {
  readonly aliyun?: FakeAliyunAccount;
  readonly tencent?: FakeTencentAccount;
  readonly twilio?: FakeTwilioAccount;
  readonly wecom?: FakeWecomAccount;
  readonly ses?: FakeSesAccount;
  readonly mailchimp?: FakeMailchimpAccount;
}

export interface FakePorts {
  readonly control: number;
  readonly aliyun: number;
  readonly tencent: number;
  readonly twilio: number;
  readonly ses: number;
  readonly mailchimp: number;
  readonly wecom: number;
}

/** Free ones. */
export const ANY_PORTS: FakePorts = { control: 0, aliyun: 0, tencent: 0, twilio: 0, ses: 0, mailchimp: 0, wecom: 0 };
export const FAKE_PORTS: FakePorts = {
  control: 1090,
  aliyun: 1091,
  tencent: 1092,
  twilio: 1093,
  ses: 1094,
  mailchimp: 1095,
  wecom: 1096,
};

export interface FakeOptions {
  readonly ports?: FakePorts;
  /** Page of a mail catcher. */
  readonly mailUrl?: string | undefined;
  /** Wall clock, ms: requests age by it. */
  readonly now?: () => number;
  /** Clock of the page; a sandbox has one of its own. */
  readonly pageNow?: () => number;
}

export interface RunningFakes {
  /** Of the page and of what breaks and mends. */
  readonly controlUrl: string;
  /** By the name of the provider. */
  readonly providers: Readonly<Record<string, FakeProvider>>;
  stop(): Promise<void>;
}

/** Starts fakes of providers on 127.0.0.1; a test runs them in its own process. */
export async function startFakeProviders(accounts: FakeAccounts, options: FakeOptions = {}): Promise<RunningFakes> {
  const { ports = ANY_PORTS, mailUrl, now = Date.now, pageNow = now } = options;
  const { aliyun, tencent, twilio, ses, mailchimp, wecom } = accounts;
  const wanted = [
    ...(aliyun ? [[new FakeAliyun('sms-aliyun', aliyun), ports.aliyun] as const] : []),
    ...(tencent ? [[new FakeTencent('sms-tencent', tencent), ports.tencent] as const] : []),
    ...(twilio ? [[new FakeTwilio('sms-twilio', twilio), ports.twilio] as const] : []),
    ...(ses ? [[new FakeSes('mail-ses', ses), ports.ses] as const] : []),
    ...(mailchimp ? [[new FakeMailchimp('mail-mailchimp', mailchimp), ports.mailchimp] as const] : []),
    ...(wecom ? [[new FakeWecom('wecom', wecom), ports.wecom] as const] : []),
  ].map(([protocol, port]) => ({ provider: new FakeProvider(protocol, now, pageNow), port }));
  const providers = wanted.map(({ provider }) => provider);
  const control = new ControlServer(providers, mailUrl);
  const stop = async (): Promise<void> => {
    await Promise.all([control.stop(), ...providers.map((one) => one.stop())]);
  };
  try {
    await Promise.all(wanted.map(({ provider, port }) => provider.start(port)));
    await control.start(ports.control);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    controlUrl: control.url,
    providers: Object.fromEntries(providers.map((one) => [one.protocol.name, one])),
    stop,
  };
}
