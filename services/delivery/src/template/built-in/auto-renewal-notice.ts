import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** For what renews by itself: on which day, for how much, how to stop it (M-14). Nothing ends or is to be paid. */
export const AUTO_RENEWAL_NOTICE: readonly Template[] = [
  customerMail('en', {
    name: 'auto-renewal-notice',
    version: 3,
    subject:
      '{{#if several}}Your subscriptions renew by themselves from {{nextDay}} on{{else}}{{product}} renews by itself on {{nextDay}}{{/if}}',
    block: [
      `For {{customer}} the following renews by itself; you need not do anything:

{{#each riders}}
- {{product}}
  renews on: {{nextDay}}
  price of the new term: {{amount}}
  to stop it, tell us by: {{lastDay}}
{{/each}}

You do not want it to renew, or something should change? Answer this mail by the day named above.`,
      `<p>For {{customer}} the following renews by itself; you need not do anything:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong> renews on {{nextDay}}. Price of the new term: {{amount}}. To stop it, tell us by {{lastDay}}.</li>
{{/each}}
</ul>
<p>You do not want it to renew, or something should change? Answer this mail by the day named above.</p>`,
    ],
    closing: 'Thank you for staying with us.',
  }),
  customerMail('zh', {
    name: 'auto-renewal-notice',
    version: 3,
    subject: '{{#if several}}您的订阅自{{nextDay}}起将陆续自动续约{{else}}{{product}} 将于{{nextDay}}自动续约{{/if}}',
    block: [
      `{{customer}} 的以下服务将自动续约，您无需任何操作：

{{#each riders}}
- {{product}}
  自动续约日：{{nextDay}}
  新一期价格：{{amount}}
  如需停止，请最晚于此日告知我们：{{lastDay}}
{{/each}}

如不希望自动续约，或需要调整，请在上述日期前直接回复本邮件。`,
      `<p>{{customer}} 的以下服务将自动续约，您无需任何操作：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong> 将于{{nextDay}}自动续约，新一期价格：{{amount}}。如需停止，请最晚于{{lastDay}}告知我们。</li>
{{/each}}
</ul>
<p>如不希望自动续约，或需要调整，请在上述日期前直接回复本邮件。</p>`,
    ],
    closing: '感谢您一直以来的信任。',
  }),
];
