import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** Small terms that come every month: short, and done with one click (M-05). */
export const MONTHLY_NOTICE: readonly Template[] = [
  customerMail('en', {
    name: 'monthly-notice',
    version: 1,
    subject:
      '{{#if several}}Your next month, after {{lastDay}}{{else}}{{product}}: your next month, after {{lastDay}}{{/if}}',
    block: [
      `The next month for {{customer}} takes one click:

{{#each riders}}
- {{product}}
  until {{lastDay}}
  next month: {{amount}}
  renew here: {{payLink}}
{{/each}}`,
      `<p>The next month for {{customer}} takes one click:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, until {{lastDay}}. Next month: {{amount}}. <br /><a class="button" href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>`,
    ],
    closing: 'That is all.',
  }),
  customerMail('zh', {
    name: 'monthly-notice',
    version: 1,
    subject:
      '{{#if several}}您的月度服务将于{{lastDay}}到期，请续下月{{else}}{{product}} 将于{{lastDay}}到期，请续下月{{/if}}',
    block: [
      `{{customer}} 的下一个月度服务，一键即可续约：

{{#each riders}}
- {{product}}
  有效期至：{{lastDay}}
  下月金额：{{amount}}
  续约链接：{{payLink}}
{{/each}}`,
      `<p>{{customer}} 的下一个月度服务，一键即可续约：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，有效期至{{lastDay}}，下月金额：{{amount}}。<br /><a class="button" href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>`,
    ],
    closing: '只需这一步。',
  }),
];
