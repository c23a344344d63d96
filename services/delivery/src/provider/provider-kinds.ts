import { ALIYUN_SMS } from './aliyun-sms/aliyun-sms-kind.js';
import { MAILCHIMP } from './mailchimp/mailchimp-kind.js';
import type { ProviderKind } from './provider-kind.js';
import { SES } from './ses/ses-kind.js';
import { TENCENT_SMS } from './tencent-sms/tencent-sms-kind.js';
import { TWILIO_SMS } from './twilio-sms/twilio-sms-kind.js';
import { WECOM } from './wecom/wecom-kind.js';

/** The kinds of providers that PROVIDERS_FILE can name. Another one is a folder beside this file, and a line here. */
export const PROVIDER_KINDS: readonly ProviderKind[] = [ALIYUN_SMS, TENCENT_SMS, TWILIO_SMS, WECOM, SES, MAILCHIMP];
