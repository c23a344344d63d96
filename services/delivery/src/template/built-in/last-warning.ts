import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** T-7 to the last day: what stops when nothing is done (M-02, R-03). */
export const LAST_WARNING: readonly Template[] = [
  customerMail('en', {
    name: 'last-warning',
    version: 4,
    subject: '{{#if several}}Your subscriptions end from {{lastDay}} on{{else}}{{product}} ends on {{lastDay}}{{/if}}',
    block: [
      `Without a renewal {{customer}} loses access after the last day:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
  renewal: {{amount}}
  renew now: {{payLink}}
{{/each}}`,
      `<p>Without a renewal {{customer}} loses access after the last day:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}. Renewal: {{amount}}. <br /><a class="button" href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>`,
    ],
    closing: 'You have just paid? Then there is nothing left to do.',
  }),
  customerMail('zh', {
    name: 'last-warning',
    version: 4,
    subject: '{{#if several}}您的订阅自{{lastDay}}起陆续到期{{else}}{{product}} 将于{{lastDay}}到期{{/if}}',
    block: [
      `如未续约，{{customer}} 将在到期日之后无法继续使用：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
  续约金额：{{amount}}
  立即续约：{{payLink}}
{{/each}}`,
      `<p>如未续约，{{customer}} 将在到期日之后无法继续使用：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}，续约金额：{{amount}}。<br /><a class="button" href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>`,
    ],
    closing: '如您刚刚完成付款，则无需任何操作。',
  }),
];
