import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** For steps behind the last day: what has ended, and that it can still be renewed. */
export const AFTER_EXPIRY: readonly Template[] = [
  customerMail('en', {
    name: 'after-expiry',
    version: 3,
    subject:
      '{{#if several}}Your subscriptions have ended and can still be renewed{{else}}{{product}} has ended on {{lastDay}} and can still be renewed{{/if}}',
    block: [
      `These terms of {{customer}} have ended. They can still be renewed, and continue where they were:

{{#each riders}}
- {{product}}
  has ended on {{lastDay}}
  renewal: {{amount}}
  renew here: {{payLink}}
{{/each}}`,
      `<p>These terms of {{customer}} have ended. They can still be renewed, and continue where they were:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong> has ended on {{lastDay}}. Renewal: {{amount}}. <br /><a class="button" href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>`,
    ],
    closing:
      'You have just paid? Then there is nothing left to do. You have decided otherwise? A short answer helps us to do better.',
  }),
  customerMail('zh', {
    name: 'after-expiry',
    version: 3,
    subject: '{{#if several}}您的订阅已到期，仍可续约{{else}}{{product}} 已于{{lastDay}}到期，仍可续约{{/if}}',
    block: [
      `{{customer}} 的以下服务已到期，目前仍可续约并继续使用：

{{#each riders}}
- {{product}}
  已于此日到期：{{lastDay}}
  续约金额：{{amount}}
  续约链接：{{payLink}}
{{/each}}`,
      `<p>{{customer}} 的以下服务已到期，目前仍可续约并继续使用：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，已于{{lastDay}}到期，续约金额：{{amount}}。<br /><a class="button" href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>`,
    ],
    closing: '如您刚刚完成付款，则无需任何操作；如您另有安排，也欢迎回复告知。',
  }),
];
