import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** For a licence that is used for ever: what ends is maintenance and support. */
export const PERPETUAL_NOTICE: readonly Template[] = [
  customerMail('en', {
    name: 'perpetual-notice',
    version: 3,
    subject:
      '{{#if several}}Maintenance of your licences runs until {{lastDay}}{{else}}Maintenance of {{product}} runs until {{lastDay}}{{/if}}',
    block: [
      `{{customer}} may use these licences without end. Their maintenance and support run until the day named here:

{{#each riders}}
- {{product}}
  maintenance and support until and including {{lastDay}}
  next period: {{amount}}
  renew here: {{payLink}}
{{/each}}

With maintenance you go on receiving updates and help; without it the software keeps working as it is.`,
      `<p>{{customer}} may use these licences without end. Their maintenance and support run until the day named here:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>: maintenance and support until and including {{lastDay}}. Next period: {{amount}}. <br /><a class="button" href="{{payLink}}">Renew maintenance</a></li>
{{/each}}
</ul>
<p>With maintenance you go on receiving updates and help; without it the software keeps working as it is.</p>`,
    ],
    closing: 'Questions about the offer? Just answer this mail.',
  }),
  customerMail('zh', {
    name: 'perpetual-notice',
    version: 3,
    subject:
      '{{#if several}}您的许可维护服务将于{{lastDay}}到期{{else}}{{product}} 的维护服务将于{{lastDay}}到期{{/if}}',
    block: [
      `{{customer}} 的以下许可为永久许可，可一直使用；其维护与支持服务的期限如下：

{{#each riders}}
- {{product}}
  维护与支持有效期至：{{lastDay}}（含当日）
  下一期费用：{{amount}}
  续约链接：{{payLink}}
{{/each}}

续约维护后，您将继续获得更新与技术支持；不续约，软件仍可照常使用。`,
      `<p>{{customer}} 的以下许可为永久许可，可一直使用；其维护与支持服务的期限如下：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>：维护与支持有效期至{{lastDay}}（含当日），下一期费用：{{amount}}。<br /><a class="button" href="{{payLink}}">续约维护</a></li>
{{/each}}
</ul>
<p>续约维护后，您将继续获得更新与技术支持；不续约，软件仍可照常使用。</p>`,
    ],
    closing: '如对报价有疑问，直接回复本邮件即可。',
  }),
];
