import type { Template } from '../template.js';

/** A text for each language: of the first rider, and how many others are due. */
interface Words {
  readonly en: string;
  readonly zh: string;
}

const MORE: Words = {
  en: '{{#if several}} ({{others}} more due){{/if}}',
  zh: '{{#if several}}（另有{{others}}项待续约）{{/if}}',
};
/** The laws on advertising want it in every text that asks somebody to buy; a notice about a contract goes without. */
const OPT_OUT: Words = { en: ' Reply STOP to opt out', zh: ' 退订回T' };

/** What customers are told by text message, by the name of the template; the staff gets none. */
const TEXTS: Readonly<Record<string, Words>> = {
  'first-notice': {
    en: `{{product}} of {{customer}} is due for renewal on {{lastDay}}${MORE.en}. Renewal: {{amount}}, see {{payLink}}`,
    zh: `{{customer}} 的 {{product}} 将于{{lastDay}}到期${MORE.zh}，续约金额{{amount}}，详见 {{payLink}}`,
  },
  reminder: {
    en: `Please renew {{product}} of {{customer}} before {{lastDay}}${MORE.en}. {{amount}}, renew here: {{payLink}}`,
    zh: `请在{{lastDay}}前续约 {{customer}} 的 {{product}}${MORE.zh}，金额{{amount}}，续约请点 {{payLink}}`,
  },
  'last-warning': {
    en: `{{product}} ends on {{lastDay}}: without a renewal {{customer}} loses access${MORE.en}. {{amount}}, renew now: {{payLink}}`,
    zh: `{{customer}} 的 {{product}} 将于{{lastDay}}到期，逾期无法继续使用${MORE.zh}，金额{{amount}}，立即续约 {{payLink}}`,
  },
  unanswered: {
    en: `Did our mail on {{product}} of {{customer}} reach you? It ends on {{lastDay}}${MORE.en}; renewed for {{amount}}, all stays as it is: {{payLink}}`,
    zh: `{{customer}} 的 {{product}} 将于{{lastDay}}到期${MORE.zh}，不知邮件是否收到。续约金额{{amount}}，配置和数据不变 {{payLink}}`,
  },
  'account-review': {
    en: `{{product}} of {{customer}} runs until {{lastDay}}${MORE.en}. Shall we plan the next term together? {{amount}}, your offer: {{payLink}}`,
    zh: `{{customer}} 的 {{product}} 有效期至{{lastDay}}${MORE.zh}，期待与您一同规划下一期，金额{{amount}}，方案见 {{payLink}}`,
  },
  'unanswered-account': {
    en: `Your account manager keeps 15 minutes for {{customer}}: does {{product}} still fit? It ends on {{lastDay}}${MORE.en}. {{amount}}, your offer: {{payLink}}`,
    zh: `客户经理为 {{customer}} 预留了15分钟：{{product}} 是否仍合适？将于{{lastDay}}到期${MORE.zh}，金额{{amount}}，方案见 {{payLink}}`,
  },
  'monthly-notice': {
    en: `{{product}} of {{customer}}: your next month begins after {{lastDay}}${MORE.en}. {{amount}}, one click: {{payLink}}`,
    zh: `{{customer}} 的 {{product}} 本月有效期至{{lastDay}}${MORE.zh}，下月金额{{amount}}，一键续约 {{payLink}}`,
  },
  'auto-renewal-notice': {
    en: `{{product}} of {{customer}} renews by itself on {{nextDay}} for {{amount}}${MORE.en}. To stop it, tell your contact person by {{lastDay}}`,
    zh: `{{customer}} 的 {{product}} 将于{{nextDay}}自动续约，金额{{amount}}${MORE.zh}，如不续约，请在{{lastDay}}前告知您的客户经理`,
  },
  'perpetual-notice': {
    en: `Maintenance of {{product}} of {{customer}} ends on {{lastDay}}${MORE.en}; the licence stays yours. {{amount}}, renew: {{payLink}}`,
    zh: `{{customer}} 的 {{product}} 维护服务将于{{lastDay}}到期${MORE.zh}，许可仍可使用，金额{{amount}}，续约维护 {{payLink}}`,
  },
  'free-renewal': {
    en: `{{product}} of {{customer}} is free of charge and runs until {{lastDay}}${MORE.en}. To keep it, tell your contact person`,
    zh: `{{customer}} 的免费服务 {{product}} 有效期至{{lastDay}}${MORE.zh}，如需继续使用请联系您的客户经理`,
  },
  'trial-ending': {
    en: `The trial of {{product}} of {{customer}} ends on {{lastDay}}${MORE.en}. To keep it, tell your contact person.${OPT_OUT.en}`,
    zh: `{{customer}} 的 {{product}} 试用将于{{lastDay}}结束${MORE.zh}，如需继续使用请联系您的客户经理${OPT_OUT.zh}`,
  },
  correction: {
    en: `Corrected date: {{product}} of {{customer}} runs until {{lastDay}}{{#if earlierLastDay}} (told before: {{earlierLastDay}}){{/if}}${MORE.en}`,
    zh: `更正：{{customer}} 的 {{product}} 到期日为{{lastDay}}{{#if earlierLastDay}}（此前所写：{{earlierLastDay}}）{{/if}}${MORE.zh}`,
  },
  'after-expiry': {
    en: `{{product}} of {{customer}} has ended on {{lastDay}} and can still be renewed${MORE.en}. {{amount}}: {{payLink}}${OPT_OUT.en}`,
    zh: `{{customer}} 的 {{product}} 已于{{lastDay}}到期，仍可续约${MORE.zh}，金额{{amount}}，续约请点 {{payLink}}${OPT_OUT.zh}`,
  },
};

/** Texts of the short form, in one line each: every 153 letters, or 67 Chinese characters, are paid again. */
export const TEXT_MESSAGES: readonly Template[] = Object.entries(TEXTS).flatMap(([name, words]) =>
  (['en', 'zh'] as const).map((locale) => ({
    name,
    channel: 'SMS' as const,
    locale,
    version: 1,
    subject: '',
    text: words[locale],
    html: '',
  })),
);
