import type { Template } from '../template.js';
import { callTask, lookTask } from './task-frame.js';

const EARLIER = {
  en: '{{#if earlierLastDay}}\n  told before: {{earlierLastDay}}\n{{/if}}',
  zh: '{{#if earlierLastDay}}\n  此前所告知：{{earlierLastDay}}\n{{/if}}',
};

/** What people are told to say, one for each text that a machine sends (C-04, R-05, M-02). */
export const TASK_TEXTS: readonly Template[] = [
  callTask('en', {
    name: 'first-notice',
    title: ['Call {{customer}}: {{product}} is due for renewal on {{lastDay}}', 'Call {{customer}}: renewals are due'],
    about: 'The renewal of the following is being prepared:',
    facts: ['runs until and including {{lastDay}}', 'renewal: {{amount}}'],
    ask: 'Ask whether they want to go on as it is, who decides, and what the budget needs. Nothing is urgent yet.',
  }),
  callTask('zh', {
    name: 'first-notice',
    title: ['致电 {{customer}}：{{product}} 将于{{lastDay}}到期，安排续约', '致电 {{customer}}：多项服务即将续约'],
    about: '以下服务即将进入续约期：',
    facts: ['有效期至：{{lastDay}}（含当日）', '续约金额：{{amount}}'],
    ask: '请了解客户是否按现有方案续约、由谁决策、预算流程有何要求。目前时间充裕。',
  }),
  callTask('en', {
    name: 'reminder',
    title: [
      'Call {{customer}}: please renew {{product}} before {{lastDay}}',
      'Call {{customer}}: please renew in time',
    ],
    about: 'To keep everything running without a gap the following is to be renewed in time:',
    facts: ['last day: {{lastDay}}', 'renewal: {{amount}}'],
    ask: 'Ask when the renewal will be paid, and what stands in its way. The pay link is in the last mail.',
  }),
  callTask('zh', {
    name: 'reminder',
    title: ['致电 {{customer}}：请在{{lastDay}}前续约 {{product}}', '致电 {{customer}}：请及时续约'],
    about: '为保证服务不中断，以下服务需及时续约：',
    facts: ['到期日：{{lastDay}}', '续约金额：{{amount}}'],
    ask: '请确认何时付款、是否存在障碍。续约链接见最近一封邮件。',
  }),
  callTask('en', {
    name: 'last-warning',
    title: [
      'Call {{customer}} now: {{product}} ends on {{lastDay}}',
      'Call {{customer}} now: subscriptions end from {{lastDay}} on',
    ],
    about: 'Without a renewal they lose access after the last day:',
    facts: ['last day: {{lastDay}}', 'renewal: {{amount}}'],
    ask: 'Ask whether they renew, and how you can help today. If they have just paid, there is nothing left to do.',
  }),
  callTask('zh', {
    name: 'last-warning',
    title: [
      '立即致电 {{customer}}：{{product}} 将于{{lastDay}}到期',
      '立即致电 {{customer}}：多项服务自{{lastDay}}起到期',
    ],
    about: '如未续约，到期日之后将无法继续使用：',
    facts: ['到期日：{{lastDay}}', '续约金额：{{amount}}'],
    ask: '请确认是否续约，并了解今天能提供哪些帮助。如客户刚刚付款，则无需任何操作。',
  }),
  callTask('en', {
    name: 'unanswered',
    title: [
      'Call {{customer}}: no answer about {{product}}, which ends on {{lastDay}}',
      'Call {{customer}}: no answer about their renewals',
    ],
    about: 'They were written to about the following, and nothing came back:',
    facts: ['last day: {{lastDay}}', 'renewal: {{amount}}'],
    ask: 'Ask whether the mail reached the right person, what they use most, and what keeps them from renewing. Tell what is new.',
  }),
  callTask('zh', {
    name: 'unanswered',
    title: ['致电 {{customer}}：{{product}} 将于{{lastDay}}到期，尚无回复', '致电 {{customer}}：多项续约尚无回复'],
    about: '已就以下服务与客户联系，尚无回复：',
    facts: ['到期日：{{lastDay}}', '续约金额：{{amount}}'],
    ask: '请确认邮件是否送达负责人、客户最常用哪些功能、续约有何顾虑，并介绍新功能。',
  }),
  callTask('en', {
    name: 'account-review',
    title: [
      'Call {{customer}}: plan the next term of {{product}}, which runs until {{lastDay}}',
      'Call {{customer}}: plan their next terms',
    ],
    about: 'Well before the end of these terms we look at them together:',
    facts: ['last day: {{lastDay}}', 'renewal: {{amount}}'],
    ask: 'Ask what they rely on, what they miss, and whether the number of seats fits. Agree on a date for a review, and find out who decides and until when.',
  }),
  callTask('zh', {
    name: 'account-review',
    title: ['致电 {{customer}}：共同规划 {{product}}（{{lastDay}}到期）', '致电 {{customer}}：共同规划下一期服务'],
    about: '距到期尚早，请与客户一同回顾以下服务：',
    facts: ['到期日：{{lastDay}}', '续约金额：{{amount}}'],
    ask: '请了解客户最依赖哪些功能、还缺少什么、账号数量是否合适；约定回顾会议，并确认决策人与时间。',
  }),
  callTask('en', {
    name: 'unanswered-account',
    title: [
      'Call {{customer}}: silence about {{product}}, which ends on {{lastDay}}',
      'Call {{customer}}: silence about their renewals',
    ],
    about: 'An important customer has not answered about the following:',
    facts: ['last day: {{lastDay}}', 'renewal: {{amount}}'],
    ask: 'Ask whether the person in charge has changed, whether seats and dates still fit, and what would have to be different. Tell what is new, and offer a review. If somebody else decides, note who.',
  }),
  callTask('zh', {
    name: 'unanswered-account',
    title: ['致电 {{customer}}：{{product}} 将于{{lastDay}}到期，尚未回应', '致电 {{customer}}：多项续约尚未回应'],
    about: '以下为重要客户，尚未回应：',
    facts: ['到期日：{{lastDay}}', '续约金额：{{amount}}'],
    ask: '请了解负责人是否变更、账号数量与时间是否合适、需要哪些调整；介绍新功能并提议回顾会议；如由他人决策，请登记。',
  }),
  callTask('en', {
    name: 'monthly-notice',
    title: [
      'Call {{customer}}: next month of {{product}}, which runs until {{lastDay}}',
      'Call {{customer}}: their next month',
    ],
    about: 'The next month is due:',
    facts: ['last day: {{lastDay}}', 'renewal: {{amount}}'],
    ask: 'Ask whether they go on. One click on the link of the last mail is enough.',
  }),
  callTask('zh', {
    name: 'monthly-notice',
    title: ['致电 {{customer}}：{{product}} 本月至{{lastDay}}，请续下月', '致电 {{customer}}：请续下月服务'],
    about: '以下服务需续下月：',
    facts: ['到期日：{{lastDay}}', '续约金额：{{amount}}'],
    ask: '请确认是否继续，点击最近一封邮件中的链接即可。',
  }),
  callTask('en', {
    name: 'auto-renewal-notice',
    title: [
      'Tell {{customer}}: {{product}} renews by itself on {{nextDay}}',
      'Tell {{customer}}: subscriptions renew by themselves',
    ],
    about: 'The following renews by itself:',
    facts: ['renews on: {{nextDay}}', 'price of the new term: {{amount}}', 'to stop it, tell us by: {{lastDay}}'],
    ask: 'Say the day, the price, and until when they can stop it. Ask whether anything should change.',
  }),
  callTask('zh', {
    name: 'auto-renewal-notice',
    title: ['告知 {{customer}}：{{product}} 将于{{nextDay}}自动续约', '告知 {{customer}}：多项服务将自动续约'],
    about: '以下服务将自动续约：',
    facts: ['自动续约日：{{nextDay}}', '新一期价格：{{amount}}', '如需停止，最晚告知日：{{lastDay}}'],
    ask: '请告知日期、价格及最晚停止日，并询问是否需要调整。',
  }),
  callTask('en', {
    name: 'perpetual-notice',
    title: [
      'Call {{customer}}: maintenance of {{product}} runs until {{lastDay}}',
      'Call {{customer}}: maintenance of licences ends',
    ],
    about: 'They may use these licences without end; maintenance and support run out:',
    facts: ['maintenance and support until and including {{lastDay}}', 'next period: {{amount}}'],
    ask: 'Say that the software keeps working, and what they lose without maintenance: updates and help.',
  }),
  callTask('zh', {
    name: 'perpetual-notice',
    title: ['致电 {{customer}}：{{product}} 的维护服务将于{{lastDay}}到期', '致电 {{customer}}：许可维护服务即将到期'],
    about: '以下许可可永久使用，其维护与支持服务将到期：',
    facts: ['维护与支持有效期至：{{lastDay}}（含当日）', '下一期费用：{{amount}}'],
    ask: '请说明软件可照常使用；不续约维护则不再获得更新与技术支持。',
  }),
  callTask('en', {
    name: 'free-renewal',
    title: ['Ask {{customer}}: keep {{product}} after {{lastDay}}?', 'Ask {{customer}}: keep the free subscriptions?'],
    about: 'The following costs nothing, and there is nothing to pay:',
    facts: ['current term until and including {{lastDay}}'],
    ask: 'Ask whether they would like to keep it.',
  }),
  callTask('zh', {
    name: 'free-renewal',
    title: ['询问 {{customer}}：{{lastDay}}之后是否继续使用 {{product}}', '询问 {{customer}}：是否继续使用免费服务'],
    about: '以下服务为免费服务，无需付款：',
    facts: ['本期有效期至：{{lastDay}}（含当日）'],
    ask: '请询问客户是否希望继续使用。',
  }),
  callTask('en', {
    name: 'trial-ending',
    title: [
      'Call {{customer}}: the trial of {{product}} runs until {{lastDay}}',
      'Call {{customer}}: trials run until {{lastDay}}',
    ],
    about: 'They are trying out:',
    facts: ['trial until and including {{lastDay}}'],
    ask: 'Ask how it went and what is missing. A trial that simply ends costs nothing.',
  }),
  callTask('zh', {
    name: 'trial-ending',
    title: ['致电 {{customer}}：{{product}} 试用将于{{lastDay}}结束', '致电 {{customer}}：试用将于{{lastDay}}结束'],
    about: '客户正在试用：',
    facts: ['试用期至：{{lastDay}}（含当日）'],
    ask: '请了解试用情况与尚缺之处。试用到期自动结束，不产生费用。',
  }),
  callTask('en', {
    name: 'correction',
    title: ['Tell {{customer}}: {{product}} runs until {{lastDay}}', 'Tell {{customer}}: corrected dates'],
    about: 'An earlier message of ours named another day. This is right now:',
    facts: ['last day: {{lastDay}}', EARLIER.en],
    ask: 'Say that the new day is right, and apologise for the confusion.',
  }),
  callTask('zh', {
    name: 'correction',
    title: ['告知 {{customer}}：{{product}} 的到期日为{{lastDay}}', '告知 {{customer}}：到期日更正'],
    about: '此前消息中的日期有误，更正如下：',
    facts: ['到期日：{{lastDay}}', EARLIER.zh],
    ask: '请说明以新的日期为准，并致歉。',
  }),
  callTask('en', {
    name: 'after-expiry',
    title: ['Call {{customer}}: {{product}} has ended on {{lastDay}}', 'Call {{customer}}: subscriptions have ended'],
    about: 'These terms have ended and can still be renewed:',
    facts: ['has ended on {{lastDay}}', 'renewal: {{amount}}'],
    ask: 'Ask whether they want to go on. If not, ask why: it helps us to do better.',
  }),
  callTask('zh', {
    name: 'after-expiry',
    title: ['致电 {{customer}}：{{product}} 已于{{lastDay}}到期', '致电 {{customer}}：多项服务已到期'],
    about: '以下服务已到期，目前仍可续约：',
    facts: ['已于此日到期：{{lastDay}}', '续约金额：{{amount}}'],
    ask: '请询问是否继续使用；如不续约，请了解原因。',
  }),
  lookTask('en', {
    name: 'auto-renewal-unconfirmed',
    title: [
      'Not confirmed: automatic renewal of {{product}} for {{customer}}',
      'Not confirmed: automatic renewals of {{customer}}',
    ],
    about: 'These terms renew by themselves. Their last day is over, and nobody has confirmed the renewal:',
    facts: ['last day: {{lastDay}}'],
    ask: 'Find out whether they renewed: report the next period or the payment, or cancel the term.',
  }),
  lookTask('zh', {
    name: 'auto-renewal-unconfirmed',
    title: ['{{customer}} 的 {{product}} 自动续约尚未确认', '{{customer}} 的自动续约尚未确认'],
    about: '以下服务应自动续约，到期日已过，仍未确认：',
    facts: ['到期日：{{lastDay}}'],
    ask: '请核实是否已续约：登记下一期或付款，或取消该期。',
  }),
  lookTask('en', {
    name: 'hold-at-last-step',
    title: [
      'On hold at the last step: {{product}} of {{customer}}, last day {{lastDay}}',
      'On hold at the last step: {{customer}}',
    ],
    about: 'A hold keeps the customer from being told, and the last step of these terms has come:',
    facts: ['last day: {{lastDay}}'],
    ask: 'Speak to the customer, or end the hold: then the reminders go on.',
  }),
  lookTask('zh', {
    name: 'hold-at-last-step',
    title: [
      '{{customer}} 的 {{product}} 处于暂停状态，最后提醒已到（{{lastDay}}）',
      '{{customer}} 处于暂停状态，最后提醒已到',
    ],
    about: '客户处于暂停状态，未收到提醒；以下服务的最后一步提醒已到：',
    facts: ['到期日：{{lastDay}}'],
    ask: '请与客户沟通，或结束暂停以恢复提醒。',
  }),
];
