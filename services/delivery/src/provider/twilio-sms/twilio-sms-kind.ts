import { z } from 'zod';
import { providerKind } from '../provider-kind.js';
import { accountOf, checkCurrencies, smsAccountFields } from '../sms-account-fields.js';
import { TwilioSmsProvider } from './twilio-sms.provider.js';

/** A long number takes one segment a second in North America; other senders take more. */
export const TWILIO_SMS = providerKind({
  kind: 'twilio-sms',
  schema: (secret) =>
    z
      .strictObject({
        ...smsAccountFields('twilio-sms', 'https://api.twilio.com', 10),
        credentials: z.strictObject({ accountSid: secret, authToken: secret }),
        sender: z
          .string({ error: 'is required: a number, a short code, a name or a messaging service' })
          .regex(/^(\+[1-9]\d{6,14}|\d{3,8}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/, {
            error: 'must be an E.164 number, a short code, a messaging service (MG…) or a name of up to 11 letters',
          }),
      })
      .superRefine(checkCurrencies),
  open: (settings, tools) =>
    new TwilioSmsProvider(
      {
        ...accountOf(settings),
        ...settings.credentials,
        endpoint: settings.endpoint,
        sender: settings.sender,
        callbackUrl: `${tools.publicUrl.replace(/\/$/, '')}/webhooks/${settings.name}`,
      },
      tools,
    ),
});
