import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** For terms that cost nothing: no price and no link to pay. Delivery falls back to it where nothing is asked for. */
export const FREE_RENEWAL: readonly Template[] = [
  customerMail('en', {
    name: 'free-renewal',
    version: 3,
    subject:
      '{{#if several}}Your free subscriptions: would you like to keep them?{{else}}{{product}} runs until {{lastDay}}: would you like to keep it?{{/if}}',
    block: [
      `The following costs {{customer}} nothing, and there is nothing to pay:

{{#each riders}}
- {{product}}
  current term until and including {{lastDay}}
{{/each}}

You would like to keep it? A short answer to this mail is enough, and we see to the rest.`,
      `<p>The following costs {{customer}} nothing, and there is nothing to pay:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, current term until and including {{lastDay}}</li>
{{/each}}
</ul>
<p>You would like to keep it? A short answer to this mail is enough, and we see to the rest.</p>`,
    ],
    closing: 'We are glad that you use it.',
  }),
  customerMail('zh', {
    name: 'free-renewal',
    version: 3,
    subject: '{{#if several}}您的免费订阅：是否继续使用？{{else}}{{product}} 本期至{{lastDay}}：是否继续使用？{{/if}}',
    block: [
      `{{customer}} 的以下服务为免费服务，无需付款：

{{#each riders}}
- {{product}}
  本期有效期至：{{lastDay}}（含当日）
{{/each}}

如希望继续使用，简单回复本邮件即可，其余由我们处理。`,
      `<p>{{customer}} 的以下服务为免费服务，无需付款：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，本期有效期至{{lastDay}}（含当日）</li>
{{/each}}
</ul>
<p>如希望继续使用，简单回复本邮件即可，其余由我们处理。</p>`,
    ],
    closing: '感谢您的使用。',
  }),
];
