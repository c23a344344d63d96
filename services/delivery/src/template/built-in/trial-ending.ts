import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** For trials, priced or not: it names no price and no link, because a trial may have neither. */
export const TRIAL_ENDING: readonly Template[] = [
  customerMail('en', {
    name: 'trial-ending',
    version: 3,
    subject:
      '{{#if several}}Your trials run until {{lastDay}}{{else}}Your trial of {{product}} runs until {{lastDay}}{{/if}}',
    block: [
      `{{customer}} is trying out:

{{#each riders}}
- {{product}}
  trial until and including {{lastDay}}
{{/each}}

You would like to go on? Answer this mail, and we set up what fits you. A trial that simply ends costs nothing and binds you to nothing.`,
      `<p>{{customer}} is trying out:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, trial until and including {{lastDay}}</li>
{{/each}}
</ul>
<p>You would like to go on? Answer this mail, and we set up what fits you. A trial that simply ends costs nothing and binds you to nothing.</p>`,
    ],
    closing: 'Something is missing, or a question is open? We are glad to help.',
  }),
  customerMail('zh', {
    name: 'trial-ending',
    version: 3,
    subject: '{{#if several}}您的试用将于{{lastDay}}结束{{else}}{{product}} 的试用将于{{lastDay}}结束{{/if}}',
    block: [
      `{{customer}} 正在试用：

{{#each riders}}
- {{product}}
  试用期至：{{lastDay}}（含当日）
{{/each}}

如希望继续使用，请回复本邮件，我们将为您安排合适的方案。试用到期自动结束，不产生费用，也没有任何约束。`,
      `<p>{{customer}} 正在试用：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，试用期至{{lastDay}}（含当日）</li>
{{/each}}
</ul>
<p>如希望继续使用，请回复本邮件，我们将为您安排合适的方案。试用到期自动结束，不产生费用，也没有任何约束。</p>`,
    ],
    closing: '如有任何问题，我们很乐意为您提供帮助。',
  }),
];
