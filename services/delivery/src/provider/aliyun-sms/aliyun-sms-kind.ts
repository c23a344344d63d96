import { z } from 'zod';
import { providerKind } from '../provider-kind.js';
import type { RegisteredText } from '../registered-text.js';
import { checkGaps, REGISTERED_FIELDS, variable } from '../registered-text-fields.js';
import { accountOf, checkCurrencies, smsAccountFields } from '../sms-account-fields.js';
import { AliyunSmsProvider } from './aliyun-sms.provider.js';

const sign = (name: string): string => `\${${name}}`;

const registered = z
  .strictObject({ ...REGISTERED_FIELDS, variables: z.record(z.string(), variable).default({}) })
  .superRefine(({ text, variables }, context) =>
    checkGaps({ text, gaps: Object.keys(variables).map(sign) }, /\$\{\w+\}/g, context),
  )
  .transform(({ variables, ...text }): RegisteredText => ({
    ...text,
    gaps: Object.entries(variables).map(([name, ours]) => ({ sign: sign(name), name, variable: ours })),
  }));

/** The account's limit is 5,000 calls a second for everything that uses it. */
export const ALIYUN_SMS = providerKind({
  kind: 'aliyun-sms',
  schema: (secret) =>
    z
      .strictObject({
        ...smsAccountFields('aliyun-sms', 'https://dysmsapi.aliyuncs.com', 100),
        credentials: z.strictObject({ accessKeyId: secret, accessKeySecret: secret, callbackSecret: secret }),
        signName: z.string({ error: 'is required: the registered signature' }).min(2).max(30),
        templates: z.array(registered),
      })
      .superRefine(checkCurrencies),
  open: (settings, tools) =>
    new AliyunSmsProvider(
      {
        ...accountOf(settings),
        ...settings.credentials,
        endpoint: settings.endpoint,
        signName: settings.signName,
        texts: settings.templates,
      },
      tools,
    ),
});
