import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** T-30 and T-15: the renewal is near and takes one click (M-02, P-01). */
export const REMINDER: readonly Template[] = [
  customerMail('en', {
    name: 'reminder',
    version: 4,
    subject: '{{#if several}}Please renew before {{lastDay}}{{else}}Please renew {{product}} before {{lastDay}}{{/if}}',
    block: [
      `To keep everything running for {{customer}} without a gap, please renew in time:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
  renewal: {{amount}}
  renew here: {{payLink}}
{{/each}}`,
      `<p>To keep everything running for {{customer}} without a gap, please renew in time:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}. Renewal: {{amount}}. <br /><a class="button" href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>`,
    ],
    closing: 'Questions about the offer? Just answer this mail.',
  }),
  customerMail('zh', {
    name: 'reminder',
    version: 4,
    subject: '{{#if several}}请在{{lastDay}}前完成续约{{else}}请在{{lastDay}}前续约 {{product}}{{/if}}',
    block: [
      `为保证 {{customer}} 的服务不中断，请及时续约：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
  续约金额：{{amount}}
  续约链接：{{payLink}}
{{/each}}`,
      `<p>为保证 {{customer}} 的服务不中断，请及时续约：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}，续约金额：{{amount}}。<br /><a class="button" href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>`,
    ],
    closing: '如对报价有疑问，直接回复本邮件即可。',
  }),
];
