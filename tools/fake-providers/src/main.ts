import { readFileSync } from 'node:fs';
import { runMain } from '@perennial/service/boot/run-main';
import { readEnvironment } from '@perennial/service/config/environment';
import { port, publicUrl } from '@perennial/service/config/fields';
import { z } from 'zod';
import { accountsOf } from './sample-accounts.js';
import { FAKE_PORTS, startFakeProviders } from './start-fake-providers.js';

/** The fakes as a process of their own: with the accounts that a PROVIDERS_FILE needs. */
await runMain(async () => {
  const config = readEnvironment(
    {
      PROVIDERS_FILE: z.string({ error: 'is required: whose accounts are played' }),
      PUBLIC_URL: publicUrl,
      MAIL_CATCHER_URL: z.string().optional(),
      MAIL_FROM: z.string().optional(),
      CONTROL_PORT: port(FAKE_PORTS.control),
      ALIYUN_PORT: port(FAKE_PORTS.aliyun),
      TENCENT_PORT: port(FAKE_PORTS.tencent),
      TWILIO_PORT: port(FAKE_PORTS.twilio),
      SES_PORT: port(FAKE_PORTS.ses),
      MAILCHIMP_PORT: port(FAKE_PORTS.mailchimp),
      WECOM_PORT: port(FAKE_PORTS.wecom),
    },
    process.env,
  );
  const running = await startFakeProviders(
    accountsOf(readFileSync(config.PROVIDERS_FILE, 'utf8'), config.PUBLIC_URL, config.MAIL_FROM),
    {
      mailUrl: config.MAIL_CATCHER_URL,
      ports: {
        control: config.CONTROL_PORT,
        aliyun: config.ALIYUN_PORT,
        tencent: config.TENCENT_PORT,
        twilio: config.TWILIO_PORT,
        ses: config.SES_PORT,
        mailchimp: config.MAILCHIMP_PORT,
        wecom: config.WECOM_PORT,
      },
    },
  );
  const lines = Object.values(running.providers).map(({ protocol, url }) => `  ${protocol.name.padEnd(16)} ${url}`);
  process.stdout.write(`fake providers listen; messages: ${running.controlUrl}/\n${lines.join('\n')}\n`);
  return running;
});
