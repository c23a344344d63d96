import { z } from 'zod';
import { providerFields, whole } from '../provider-fields.js';
import { providerKind } from '../provider-kind.js';
import { isAesKey } from './wecom-crypto.js';
import { WecomProvider } from './wecom.provider.js';

/** A self-built app that may call the interfaces for customers (可调用接口的应用). */
export const WECOM = providerKind({
  kind: 'wecom',
  schema: (secret) =>
    z.strictObject({
      ...providerFields('wecom', 'https://qyapi.weixin.qq.com'),
      corpId: z.string({ error: 'is required: the id of the company, ww…' }).regex(/^[A-Za-z0-9_-]{1,64}$/, {
        error: 'must be the id of the company, ww…',
      }),
      agentId: whole(1, 2_147_483_647),
      credentials: z.strictObject({
        secret,
        callbackToken: secret,
        callbackAesKey: secret.refine(isAesKey, { error: 'must be an EncodingAESKey of 43 letters and digits' }),
      }),
      limits: z
        .strictObject({
          connections: whole(1, 100).default(8),
          perSecond: z
            .number({ error: 'must be 0.1 to 160' })
            .min(0.1, { error: 'must be 0.1 to 160' })
            .max(160, { error: 'must be 0.1 to 160' })
            .default(20),
        })
        .prefault({}),
    }),
  open: ({ name, endpoint, corpId, agentId, credentials, limits }, { monotonic, wallNow, metrics }) =>
    new WecomProvider(
      { name, endpoint, corpId, agentId, ...credentials, ...limits },
      { monotonic, wallNow, rate: (provider, perSecond) => metrics.rate(provider, perSecond) },
    ),
});
