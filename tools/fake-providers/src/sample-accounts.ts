import { parse } from 'yaml';
import type { FakeAccounts } from './start-fake-providers.js';

/** Credentials of the fakes, by the variables that a sample of PROVIDERS_FILE names. They open nothing else. */
export const FAKE_CREDENTIALS = {
  ALIYUN_ACCESS_KEY_ID: 'fake-aliyun-id',
  ALIYUN_ACCESS_KEY_SECRET: 'fake-aliyun-secret',
  ALIYUN_CALLBACK_SECRET: 'fake-aliyun-callbacks',
  TENCENT_SECRET_ID: 'fake-tencent-id',
  TENCENT_SECRET_KEY: 'fake-tencent-key',
  TENCENT_CALLBACK_SECRET: 'fake-tencent-callbacks',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'fake-twilio-token',
  WECOM_SECRET: 'fake-wecom-secret',
  WECOM_CALLBACK_TOKEN: 'fake-wecom-callbacks',
  WECOM_CALLBACK_AES_KEY: 'fakeWeComFakeWeComFakeWeComFakeWeComFakeWeC',
  SES_ACCESS_KEY_ID: 'fake-ses-id',
  SES_SECRET_ACCESS_KEY: 'fake-ses-secret',
  SES_CALLBACK_SECRET: 'fake-ses-callbacks',
  MAILCHIMP_API_KEY: 'fake-mailchimp-key',
  MAILCHIMP_WEBHOOK_KEY: 'fake-mailchimp-webhooks',
} as const;

interface FileProvider {
  readonly kind: string;
  readonly name: string;
  readonly signName?: string;
  readonly sdkAppId?: string;
  readonly sender?: string;
  readonly corpId?: string;
  readonly agentId?: number;
  readonly region?: string;
  readonly configurationSet?: string;
  readonly topicArn?: string;
  readonly templates?: readonly { readonly code: string; readonly text: string; readonly state: string }[];
}

/**
 * Accounts at the fakes that fit a PROVIDERS_FILE with the credentials above: its signatures and its registered texts
 * are known there, and receipts go to the system's own callbacks.
 * @param mailFrom MAIL_FROM, whose domain may send mail; undefined: that of whoever has none set.
 */
export function accountsOf(providersFile: string, publicUrl: string, mailFrom?: string): FakeAccounts {
  const { providers } = parse(providersFile) as { readonly providers: readonly FileProvider[] };
  const of = (kind: string): FileProvider | undefined => providers.find((one) => one.kind === kind);
  const hook = (name: string): string => `${publicUrl.replace(/\/$/, '')}/webhooks/${name}`;
  const texts = ({ templates = [] }: FileProvider): Record<string, string> =>
    Object.fromEntries(templates.filter(({ state }) => state === 'registered').map(({ code, text }) => [code, text]));
  const [aliyun, tencent, twilio] = [of('aliyun-sms'), of('tencent-sms'), of('twilio-sms')];
  const [ses, mailchimp, wecom] = [of('ses'), of('mailchimp'), of('wecom')];
  const { hostname } = new URL(publicUrl);
  // As delivery names itself: no mail comes from a number.
  const domain = mailFrom?.slice(mailFrom.indexOf('@') + 1) ?? (/^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname);
  return {
    ...(aliyun && {
      aliyun: {
        accessKeyId: FAKE_CREDENTIALS.ALIYUN_ACCESS_KEY_ID,
        accessKeySecret: FAKE_CREDENTIALS.ALIYUN_ACCESS_KEY_SECRET,
        signNames: [aliyun.signName ?? ''],
        templates: texts(aliyun),
        callbackUrl: `${hook(aliyun.name)}/${FAKE_CREDENTIALS.ALIYUN_CALLBACK_SECRET}`,
      },
    }),
    ...(tencent && {
      tencent: {
        secretId: FAKE_CREDENTIALS.TENCENT_SECRET_ID,
        secretKey: FAKE_CREDENTIALS.TENCENT_SECRET_KEY,
        sdkAppId: tencent.sdkAppId ?? '',
        signNames: [tencent.signName ?? ''],
        templates: texts(tencent),
        callbackUrl: `${hook(tencent.name)}/${FAKE_CREDENTIALS.TENCENT_CALLBACK_SECRET}`,
      },
    }),
    ...(twilio && {
      twilio: {
        accountSid: FAKE_CREDENTIALS.TWILIO_ACCOUNT_SID,
        authToken: FAKE_CREDENTIALS.TWILIO_AUTH_TOKEN,
        senders: [twilio.sender ?? ''],
        replyUrl: hook(twilio.name),
      },
    }),
    ...(wecom && {
      wecom: {
        corpId: wecom.corpId ?? '',
        agentId: wecom.agentId ?? 0,
        secret: FAKE_CREDENTIALS.WECOM_SECRET,
        callbackToken: FAKE_CREDENTIALS.WECOM_CALLBACK_TOKEN,
        callbackAesKey: FAKE_CREDENTIALS.WECOM_CALLBACK_AES_KEY,
        callbackUrl: hook(wecom.name),
      },
    }),
    ...(ses && {
      ses: {
        accessKeyId: FAKE_CREDENTIALS.SES_ACCESS_KEY_ID,
        secretAccessKey: FAKE_CREDENTIALS.SES_SECRET_ACCESS_KEY,
        region: ses.region ?? '',
        senders: [domain],
        configurationSets: ses.configurationSet === undefined ? [] : [ses.configurationSet],
        topic: { arn: ses.topicArn ?? '', url: `${hook(ses.name)}/${FAKE_CREDENTIALS.SES_CALLBACK_SECRET}` },
      },
    }),
    ...(mailchimp && {
      mailchimp: {
        apiKey: FAKE_CREDENTIALS.MAILCHIMP_API_KEY,
        webhookKey: FAKE_CREDENTIALS.MAILCHIMP_WEBHOOK_KEY,
        domains: [domain],
        callbackUrl: hook(mailchimp.name),
      },
    }),
  };
}
