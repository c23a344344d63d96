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
const HELLO: Words = { en: 'Hello {{contact}}, ', zh: '{{contact}}您好，' };
/** A colleague sends it in his own name; whoever wants no more of them is told how. */
const OPT_OUT: Words = { en: '\nNo more of these: {{unsubscribeLink}}', zh: '\n不再接收此类消息：{{unsubscribeLink}}' };

/** What customers are told in a chat by the colleague who knows them, and colleagues by the system; by name. */
const TEXTS: Readonly<Record<string, Words>> = {
  'first-notice': {
    en: `${HELLO.en}{{product}} of {{customer}} is due for renewal on {{lastDay}}${MORE.en}. The renewal is {{amount}}; everything is here: {{payLink}}\nNothing is urgent yet. If your budget needs something from us, tell me.`,
    zh: `${HELLO.zh}{{customer}} 的 {{product}} 将于{{lastDay}}到期${MORE.zh}，续约金额{{amount}}，详情见 {{payLink}}\n目前时间充裕，如预算流程需要我们配合，请随时告诉我。`,
  },
  reminder: {
    en: `${HELLO.en}please renew {{product}} of {{customer}} before {{lastDay}}${MORE.en}, so that everything keeps running. It is {{amount}}: {{payLink}}\nIs anything in the way? I am glad to help.`,
    zh: `${HELLO.zh}为保证服务不中断，请在{{lastDay}}前续约 {{customer}} 的 {{product}}${MORE.zh}，金额{{amount}}：{{payLink}}\n如有任何障碍，我来协助处理。`,
  },
  'last-warning': {
    en: `${HELLO.en}{{product}} ends on {{lastDay}}${MORE.en}: without a renewal {{customer}} loses access. It is {{amount}}, renew here: {{payLink}}\nIf you have just paid, there is nothing left to do.`,
    zh: `${HELLO.zh}{{customer}} 的 {{product}} 将于{{lastDay}}到期${MORE.zh}，逾期将无法继续使用。续约金额{{amount}}，请点 {{payLink}}\n如已付款，请忽略本消息。`,
  },
  unanswered: {
    en: `${HELLO.en}did our mail on {{product}} of {{customer}} reach you? It ends on {{lastDay}}${MORE.en}. Renewed for {{amount}}, all settings and data stay as they are: {{payLink}}\nIf somebody else decides, please tell me who.`,
    zh: `${HELLO.zh}不知邮件是否收到：{{customer}} 的 {{product}} 将于{{lastDay}}到期${MORE.zh}。续约金额{{amount}}，配置和数据不变：{{payLink}}\n如由其他同事负责，烦请告知。`,
  },
  'account-review': {
    en: `${HELLO.en}{{product}} of {{customer}} runs until {{lastDay}}${MORE.en}. I would like to look at it with you: what works, what is missing, what the next term should hold. The offer is {{amount}}: {{payLink}}\nWhich day suits you?`,
    zh: `${HELLO.zh}{{customer}} 的 {{product}} 有效期至{{lastDay}}${MORE.zh}。想与您一同回顾使用情况，规划下一期。方案金额{{amount}}：{{payLink}}\n请问哪天方便？`,
  },
  'unanswered-account': {
    en: `${HELLO.en}{{product}} of {{customer}} ends on {{lastDay}}${MORE.en}, and I do not know yet what you need. Seats, dates, another person in charge: 15 minutes settle it. The offer is {{amount}}: {{payLink}}`,
    zh: `${HELLO.zh}{{customer}} 的 {{product}} 将于{{lastDay}}到期${MORE.zh}，尚不清楚您的需求。账号数量、时间或负责人如有变化，15分钟即可商定。方案金额{{amount}}：{{payLink}}`,
  },
  'monthly-notice': {
    en: `${HELLO.en}the next month of {{product}} for {{customer}} is {{amount}}${MORE.en}; this one runs until {{lastDay}}. One click: {{payLink}}`,
    zh: `${HELLO.zh}{{customer}} 的 {{product}} 下月金额{{amount}}${MORE.zh}，本月有效期至{{lastDay}}，一键续约：{{payLink}}`,
  },
  'auto-renewal-notice': {
    en: `${HELLO.en}{{product}} of {{customer}} renews by itself on {{nextDay}} for {{amount}}${MORE.en}. To stop it, please tell me by {{lastDay}}.`,
    zh: `${HELLO.zh}{{customer}} 的 {{product}} 将于{{nextDay}}自动续约，金额{{amount}}${MORE.zh}。如不续约，请在{{lastDay}}前告诉我。`,
  },
  'perpetual-notice': {
    en: `${HELLO.en}maintenance of {{product}} of {{customer}} ends on {{lastDay}}${MORE.en}; the licence stays yours. The next period is {{amount}}: {{payLink}}`,
    zh: `${HELLO.zh}{{customer}} 的 {{product}} 维护服务将于{{lastDay}}到期${MORE.zh}，许可仍可使用。下一期费用{{amount}}：{{payLink}}`,
  },
  'free-renewal': {
    en: `${HELLO.en}{{product}} of {{customer}} is free of charge and runs until {{lastDay}}${MORE.en}. Would you like to keep it?`,
    zh: `${HELLO.zh}{{customer}} 的免费服务 {{product}} 有效期至{{lastDay}}${MORE.zh}，请问是否继续使用？`,
  },
  'trial-ending': {
    en: `${HELLO.en}the trial of {{product}} ends on {{lastDay}}${MORE.en}. How did it go, and would you like to keep it?${OPT_OUT.en}`,
    zh: `${HELLO.zh}{{product}} 试用将于{{lastDay}}结束${MORE.zh}，使用感受如何，是否希望继续使用？${OPT_OUT.zh}`,
  },
  correction: {
    en: `${HELLO.en}a date of ours was wrong. {{product}} of {{customer}} runs until {{lastDay}}{{#if earlierLastDay}} (told before: {{earlierLastDay}}){{/if}}${MORE.en}. Sorry for the confusion.`,
    zh: `${HELLO.zh}此前日期有误，更正如下：{{customer}} 的 {{product}} 到期日为{{lastDay}}{{#if earlierLastDay}}（此前所写：{{earlierLastDay}}）{{/if}}${MORE.zh}，给您带来不便，敬请谅解。`,
  },
  'after-expiry': {
    en: `${HELLO.en}{{product}} of {{customer}} has ended on {{lastDay}} and can still be renewed${MORE.en}: {{amount}}, {{payLink}}${OPT_OUT.en}`,
    zh: `${HELLO.zh}{{customer}} 的 {{product}} 已于{{lastDay}}到期，仍可续约${MORE.zh}，金额{{amount}}：{{payLink}}${OPT_OUT.zh}`,
  },
  'auto-renewal-unconfirmed': {
    en: `Not confirmed: {{product}} of {{customer}} renews by itself, and its last day was {{lastDay}}${MORE.en}. Report the next period or the payment, or cancel the term.`,
    zh: `待确认：{{customer}} 的 {{product}} 应自动续约，到期日为{{lastDay}}${MORE.zh}。请登记下一期或付款，或取消该期。`,
  },
  'hold-at-last-step': {
    en: `On hold: {{product}} of {{customer}} ends on {{lastDay}}${MORE.en}, and nobody was told. Speak to the customer, or end the hold.`,
    zh: `暂停中：{{customer}} 的 {{product}} 将于{{lastDay}}到期${MORE.zh}，客户未收到提醒。请与客户沟通，或结束暂停。`,
  },
};

export const CHAT_TEXTS: readonly Template[] = Object.entries(TEXTS).flatMap(([name, words]) =>
  (['en', 'zh'] as const).map((locale) => ({
    name,
    channel: 'WECOM' as const,
    locale,
    version: 1,
    subject: '',
    text: words[locale],
    html: '',
  })),
);
