import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeProvider } from '@perennial/fake-providers/fake-provider';
import { FakeTwilio } from '@perennial/fake-providers/fake-twilio';
import { FakeWecom } from '@perennial/fake-providers/fake-wecom';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { SMS_PROVIDERS, type DrillProvider, type SmsProviderName, type Taken } from './drill-provider.js';

const TOKEN = 'drill-token';
const CORP = 'wwdrill';
const AGENT = 1_000_002;
const AES_KEY = 'drillDrillDrillDrillDrillDrillDrillDrillDri';
const SENDER = '+15005550006';
const sidOf = (name: SmsProviderName): string => `AC${String(SMS_PROVIDERS.indexOf(name)).repeat(32)}`;
const NEXT_MS = 120_000;

/** @param folder where the settings of providers are written. @param publicUrl of the stage's console. */
export async function overChannels(folder: string, publicUrl: string): Promise<DrillProvider> {
  const [primary, backup] = await Promise.all([RecordingSmtpServer.start(), RecordingSmtpServer.start()]);
  const sms = Object.fromEntries(
    SMS_PROVIDERS.map((name) => [
      name,
      new FakeProvider(
        new FakeTwilio(name, {
          accountSid: sidOf(name),
          authToken: TOKEN,
          senders: [SENDER],
          replyUrl: `${publicUrl}/webhooks/${name}`,
        }),
      ),
    ]),
  ) as Record<SmsProviderName, FakeProvider>;
  const protocol = new FakeWecom('wecom', {
    corpId: CORP,
    agentId: AGENT,
    secret: TOKEN,
    callbackToken: TOKEN,
    callbackAesKey: AES_KEY,
  });
  const wecom = new FakeProvider(protocol);
  await Promise.all([wecom, ...Object.values(sms)].map((fake) => fake.start()));
  const file = join(folder, 'providers.yaml');
  writeFileSync(file, settingsOf(sms, wecom.url));
  const mend = async (): Promise<void> => {
    for (const server of [primary, backup]) server.behaveNormally();
    await Promise.all([wecom, ...Object.values(sms)].map((fake) => fake.mend()));
    protocol.tasks.behave('confirm');
    for (const fake of Object.values(sms))
      fake.report({ delayMs: 20, duplicate: false, reorder: false, hold: false, ending: 'delivered' });
  };
  const taken = (): Taken[] => [
    ...[primary, backup].flatMap((server) =>
      server.accepted().map((mail) => ({
        idempotencyKey: (mail.messageId ?? '').replace(/^<|@.*$/g, ''),
        to: mail.envelope.to[0] ?? '',
        at: mail.receivedAt,
        answered: mail.answered,
      })),
    ),
    ...[wecom, ...Object.values(sms)].flatMap((fake) =>
      fake.messages.map(({ key, to, takenAt }) => ({ idempotencyKey: key, to, at: takenAt, answered: true })),
    ),
  ];
  return {
    channels: { primary, backup, sms, staff: protocol.tasks, mend },
    environment: {
      SMTP_URL: primary.url,
      SMTP_BACKUP_URL: backup.url,
      PROVIDERS_FILE: file,
      DRILL_TOKEN: TOKEN,
      DRILL_AES_KEY: AES_KEY,
      ...Object.fromEntries(SMS_PROVIDERS.map((name, n) => [`DRILL_SMS_SID_${n}`, sidOf(name)])),
    },
    count: () => taken().length,
    taken,
    next: async () => void (await primary.waitFor(primary.accepted().length + 1, NEXT_MS)),
    async stop() {
      await Promise.all([primary, backup, wecom, ...Object.values(sms)].map((one) => one.stop()));
    },
  };
}

function settingsOf(sms: Readonly<Record<SmsProviderName, FakeProvider>>, wecomUrl: string): string {
  const providers = SMS_PROVIDERS.map(
    (name, n) => `  - kind: twilio-sms
    name: ${name}
    endpoint: ${sms[name].url}
    credentials:
      accountSid: \${DRILL_SMS_SID_${n}}
      authToken: \${DRILL_TOKEN}
    sender: '${SENDER}'
    regions:
      except: [CN]
    costPerSegment: { amount: 0.0079, currency: USD }
    limits:
      perSecond: 10
      monthlySpend: { amount: 100000, currency: USD }
      usualCountries: [GB]
      unusualPerHour: 1000
`,
  );
  const wecom = `  - kind: wecom
    name: wecom
    endpoint: ${wecomUrl}
    corpId: ${CORP}
    agentId: ${AGENT}
    credentials:
      secret: \${DRILL_TOKEN}
      callbackToken: \${DRILL_TOKEN}
      callbackAesKey: \${DRILL_AES_KEY}
`;
  return `providers:\n${[...providers, wecom].join('\n')}`;
}
