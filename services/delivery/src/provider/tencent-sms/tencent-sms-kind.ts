import { z } from 'zod';
import { providerKind } from '../provider-kind.js';
import type { RegisteredText } from '../registered-text.js';
import { checkGaps, REGISTERED_FIELDS, variable } from '../registered-text-fields.js';
import { accountOf, checkCurrencies, smsAccountFields } from '../sms-account-fields.js';
import { TencentSmsProvider } from './tencent-sms.provider.js';

const sign = (n: number): string => `{${n + 1}}`;

const registered = z
  .strictObject({ ...REGISTERED_FIELDS, variables: z.array(variable).default([]) })
  .superRefine(({ text, variables }, context) =>
    checkGaps({ text, gaps: variables.map((_, n) => sign(n)) }, /\{\d+\}/g, context),
  )
  .transform(({ variables, ...text }): RegisteredText => ({
    ...text,
    gaps: variables.map((ours, n) => ({ sign: sign(n), name: String(n + 1), variable: ours })),
  }));

export const TENCENT_SMS = providerKind({
  kind: 'tencent-sms',
  schema: (secret) =>
    z
      .strictObject({
        ...smsAccountFields('tencent-sms', 'https://sms.tencentcloudapi.com', 100),
        credentials: z.strictObject({ secretId: secret, secretKey: secret, callbackSecret: secret }),
        region: z
          .string()
          .regex(/^[a-z]+-[a-z]+$/, { error: 'must be a region: ap-guangzhou' })
          .default('ap-guangzhou'),
        sdkAppId: z
          .string({ error: 'is required: the id of the application, in quotes' })
          .regex(/^\d{6,20}$/, { error: 'must be digits, in quotes' }),
        signName: z.string({ error: 'is required: the registered signature' }).min(2).max(30),
        templates: z.array(registered),
      })
      .superRefine(checkCurrencies),
  open: (settings, tools) => {
    const { credentials, endpoint, region, sdkAppId, signName, templates: texts } = settings;
    return new TencentSmsProvider(
      { ...accountOf(settings), ...credentials, endpoint, region, sdkAppId, signName, texts },
      tools,
    );
  },
});
