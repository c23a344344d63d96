import { extraHeaders } from '../../channel/email/build-mail.js';
import type { Mail } from '../../channel/email/mail.js';
import type { AccountTools, Classed } from '../account.js';
import type { Callback, CallbackReading } from '../callback.js';
import { withoutAnswer } from '../http-call.client.js';
import { MailProvider, type MailProviderSettings } from '../mail-provider.js';
import type { LookupResult } from '../provider.js';
import { KEY_FIELD, readMailchimpCallback } from './mailchimp-callback.js';
import { mailchimpResult } from './mailchimp-result.js';

export interface MailchimpSettings extends MailProviderSettings {
  readonly apiKey: string;
  readonly webhookKey: string;
  readonly subaccount: string | undefined;
  /** Whether Mailchimp adds its picture to mails, and rewrites their links. */
  readonly tracking: { readonly opens: boolean; readonly clicks: boolean };
}

const PATH = '/api/1.3/messages/send.json';

/**
 * Mail over Mailchimp Transactional (Mandrill). It knows no repeats; its search finds mails by our key only where the
 * account indexes it, some time after they were sent and 20 times a minute, so that what it does not find may have been
 * sent all the same: it is not asked. Our key comes back in webhooks as metadata.
 */
export class MailchimpProvider extends MailProvider {
  readonly capabilities = { lookup: false, idempotent: false };

  constructor(
    private readonly settings: MailchimpSettings,
    private readonly tools: AccountTools,
  ) {
    super(settings, tools);
  }

  async lookup(): Promise<LookupResult> {
    return { kind: 'unanswered', reason: 'the search of Mailchimp knows a mail too late' };
  }

  readCallback(callback: Callback): CallbackReading {
    return readMailchimpCallback(callback, this.settings.webhookKey);
  }

  protected refusal(): undefined {
    return undefined;
  }

  protected async transmit(mail: Mail, callBy: number): Promise<Classed> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const body = JSON.stringify(this.#request(mail));
    const call = await this.calls.call({ method: 'POST', path: PATH, headers, body }, { callBy });
    return call.kind === 'answered' ? mailchimpResult(call, this.tools.wallNow()) : { result: withoutAnswer(call) };
  }

  #request(mail: Mail): object {
    const { apiKey, subaccount, tracking } = this.settings;
    return {
      key: apiKey,
      async: false,
      message: {
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        from_email: mail.from.address,
        from_name: mail.from.name,
        to: [{ email: mail.to.address, name: mail.to.name, type: 'to' }],
        headers: {
          ...extraHeaders(mail),
          ...(mail.replyTo !== undefined && { 'Reply-To': mail.replyTo }),
          'Message-ID': `<${mail.messageIdHeader}>`,
        },
        metadata: { [KEY_FIELD]: mail.idempotencyKey },
        track_opens: tracking.opens,
        track_clicks: tracking.clicks,
        auto_text: false,
        auto_html: false,
        // What a mail says is kept nowhere but with whoever gets it.
        view_content_link: false,
        ...(subaccount !== undefined && { subaccount }),
      },
    };
  }
}
