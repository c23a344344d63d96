import type { ChannelName } from '../channel/channel.js';
import type { Words } from './system-task.js';

/** Why somebody is to speak with a customer: an address is dead, or the addressee said so on the answer page. */
export const CONTACT_REASONS = ['BOUNCED', 'WRONG_CONTACT', 'CALL_ME', 'NOT_RENEWING'] as const;
export type ContactReason = (typeof CONTACT_REASONS)[number];

const ADDRESSES: Readonly<Partial<Record<ChannelName, readonly [en: string, zh: string]>>> = {
  EMAIL: ['mail address', '邮箱地址'],
  SMS: ['mobile number', '手机号码'],
  WECOM: ['WeCom contact', '企业微信联系人'],
};

/** Title and script in the language of whoever reads it. They name nobody: the page shows whose it is. */
export function contactWords(reason: ContactReason, channel: ChannelName, chinese: boolean): Words {
  const [en, zh] = ADDRESSES[channel] ?? ['address', '地址'];
  return chinese ? CHINESE[reason](zh) : ENGLISH[reason](en);
}

const ENGLISH: Readonly<Record<ContactReason, (address: string) => Words>> = {
  BOUNCED: (address) => [
    `The ${address} of a contact is dead: find one that works`,
    `What was sent to this contact came back for good, and nothing more goes to that ${address}.\n\nAsk the customer for one that works, and have the contact corrected in the source system: the next reminder goes by that.`,
  ],
  WRONG_CONTACT: () => [
    'Wrong contact: find out who to speak with',
    'The contact answered a reminder: I am not the right person.\n\nAsk the customer who is right, and have the contact corrected in the source system: the next reminder goes by that.',
  ],
  CALL_ME: () => [
    'Asks for a call',
    'The contact answered a reminder: please call me.\n\nCall, see what is wanted, and record what came of it.',
  ],
  NOT_RENEWING: () => [
    'Does not want to renew: talk to them',
    'The contact answered a reminder: we do not want to renew.\n\nFind out why and whether something can be offered. Record what came of it; a cancellation is entered in the source system.',
  ],
};
const CHINESE: Readonly<Record<ContactReason, (address: string) => Words>> = {
  BOUNCED: (address) => [
    `联系人的${address}已失效：请确认有效的${address}`,
    `发送给该联系人的消息被永久退回，不会再发往该${address}。\n\n请向客户确认有效的${address}，并在源系统中更正；下一次提醒以更正后的资料为准。`,
  ],
  WRONG_CONTACT: () => [
    '联系人有误：请确认应联系谁',
    '联系人在提醒中答复：我不是负责人。\n\n请向客户确认正确的联系人，并在源系统中更正；下一次提醒以更正后的资料为准。',
  ],
  CALL_ME: () => ['客户请求来电', '联系人在提醒中答复：请给我打电话。\n\n请致电了解需求，并登记结果。'],
  NOT_RENEWING: () => [
    '客户表示不续约：请沟通',
    '联系人在提醒中答复：不打算续约。\n\n请了解原因，看能否提供方案，并登记结果；如确认取消，请在源系统中录入。',
  ],
};
