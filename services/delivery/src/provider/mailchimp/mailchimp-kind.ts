import { z } from 'zod';
import { checkMailCurrency, mailAccountFields, mailAccountOf } from '../mail-account-fields.js';
import { endpoint } from '../provider-fields.js';
import { providerKind } from '../provider-kind.js';
import { MailchimpProvider } from './mailchimp.provider.js';

const flag = z.boolean({ error: 'must be true or false' });

export const MAILCHIMP = providerKind({
  kind: 'mailchimp',
  schema: (secret) =>
    z
      .strictObject({
        ...mailAccountFields('mailchimp', 25),
        endpoint: endpoint.default('https://mandrillapp.com'),
        credentials: z.strictObject({ apiKey: secret, webhookKey: secret }),
        subaccount: z
          .string({ error: 'must be the id of a subaccount' })
          .regex(/^.{1,255}$/, { error: 'must be the id of a subaccount' })
          .optional(),
        tracking: z.strictObject({ opens: flag.default(false), clicks: flag.default(false) }).prefault({}),
      })
      .superRefine(checkMailCurrency),
  open: ({ credentials, ...settings }, tools) =>
    new MailchimpProvider(
      {
        ...mailAccountOf(settings, settings.endpoint),
        ...credentials,
        subaccount: settings.subaccount,
        tracking: settings.tracking,
      },
      tools,
    ),
});
