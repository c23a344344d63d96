import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** T-90 and T-60: what ends, when, and what renewing costs (M-02, M-15). */
export const FIRST_NOTICE: readonly Template[] = [
  customerMail('en', {
    name: 'first-notice',
    version: 4,
    subject:
      '{{#if several}}Your subscriptions come up for renewal{{else}}{{product}} is due for renewal on {{lastDay}}{{/if}}',
    block: [
      `Thank you for working with us. For {{customer}} we are preparing the renewal of:

{{#each riders}}
- {{product}}
  runs until and including {{lastDay}}
  renewal: {{amount}}
  renew here: {{payLink}}
{{/each}}`,
      `<p>Thank you for working with us. For {{customer}} we are preparing the renewal of:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, until and including {{lastDay}}. Renewal: {{amount}}. <br /><a class="button" href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>`,
    ],
    closing: 'There is plenty of time: have a look, plan it in, and tell us if anything should change.',
  }),
  customerMail('zh', {
    name: 'first-notice',
    version: 4,
    subject: '{{#if several}}您的订阅即将到续约期{{else}}{{product}} 将于{{lastDay}}到期，请安排续约{{/if}}',
    block: [
      `感谢您一直以来的信任。{{customer}} 的以下服务即将进入续约期：

{{#each riders}}
- {{product}}
  有效期至：{{lastDay}}（含当日）
  续约金额：{{amount}}
  续约链接：{{payLink}}
{{/each}}`,
      `<p>感谢您一直以来的信任。{{customer}} 的以下服务即将进入续约期：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，有效期至{{lastDay}}（含当日），续约金额：{{amount}}。<br /><a class="button" href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>`,
    ],
    closing: '时间充裕，您可以提前规划；如需调整，请随时告诉我们。',
  }),
];
