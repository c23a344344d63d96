import { z } from 'zod';
import { checkMailCurrency, mailAccountFields, mailAccountOf } from '../mail-account-fields.js';
import { endpoint } from '../provider-fields.js';
import { providerKind } from '../provider-kind.js';
import { SesProvider } from './ses.provider.js';
import { snsHost, TOPIC_ARN } from './sns-server.client.js';

const REGION = { error: 'is required: a region of SES, such as eu-central-1' };

/** New accounts send one mail a second, and 14 once they are out of the sandbox. */
export const SES = providerKind({
  kind: 'ses',
  schema: (secret) =>
    z
      .strictObject({
        ...mailAccountFields('ses', 14),
        endpoint: endpoint.optional(),
        region: z.string(REGION).regex(/^[a-z]{2}(-[a-z]+)+-\d$/, REGION),
        credentials: z.strictObject({ accessKeyId: secret, secretAccessKey: secret, callbackSecret: secret }),
        configurationSet: z
          .string({ error: 'must be letters, digits, - and _, up to 64' })
          .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'must be letters, digits, - and _, up to 64' })
          .optional(),
        topicArn: z
          .string({ error: 'is required: the SNS topic that events are published to' })
          .regex(TOPIC_ARN, { error: 'must be the ARN of an SNS topic' }),
        snsEndpoint: endpoint.optional(),
      })
      .superRefine(checkMailCurrency),
  open: ({ credentials: { callbackSecret, ...credentials }, region, topicArn, ...settings }, tools) =>
    new SesProvider(
      {
        ...mailAccountOf(settings, settings.endpoint ?? sesEndpoint(region)),
        region,
        credentials,
        configurationSet: settings.configurationSet,
        topic: { arn: topicArn, secret: callbackSecret },
        snsEndpoint: settings.snsEndpoint ?? `https://${snsHost(topicArn)}`,
      },
      tools,
    ),
});

function sesEndpoint(region: string): string {
  return `https://email.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
