import type { ServiceConfig } from '@perennial/service/config/service-config';
import type { Channels } from './channel.js';
import { EmailChannel } from './email/email-channel.js';
import { SmsChannel } from './sms/sms-channel.js';
import { TaskChannel } from './task/task-channel.js';
import { WecomChannel } from './wecom/wecom-channel.js';

/** The channels of this service, with what they take from the settings. */
export function openChannels(config: Pick<ServiceConfig, 'PUBLIC_URL' | 'MAIL_FROM'>): Channels {
  return {
    EMAIL: new EmailChannel({ host: new URL(config.PUBLIC_URL).hostname, from: config.MAIL_FROM }),
    SMS: new SmsChannel(),
    WECOM: new WecomChannel(),
    TASK: new TaskChannel(),
  };
}
