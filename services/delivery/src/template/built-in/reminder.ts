import type { Template } from '../template.js';

/** T-30 and T-15: the renewal is near and takes one click (M-02, P-01). */
export const REMINDER: readonly Template[] = [
  {
    name: 'reminder',
    channel: 'EMAIL',
    locale: 'en',
    version: 1,
    subject: '{{#if several}}Please renew before {{lastDay}}{{else}}Please renew {{product}} before {{lastDay}}{{/if}}',
    text: `Dear {{contact}},

to keep everything running for {{customer}} without a gap, please renew in time:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
  renewal: {{amount}}
  renew here: {{payLink}}
{{/each}}

Questions about the offer? Just answer this mail.

Your renewal team

You no longer want these mails? {{unsubscribeLink}}
`,
    html: `<p>Dear {{contact}},</p>
<p>to keep everything running for {{customer}} without a gap, please renew in time:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}. Renewal: {{amount}}. <a href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>
<p>Questions about the offer? Just answer this mail.</p>
<p>Your renewal team</p>
<p><small><a href="{{unsubscribeLink}}">Unsubscribe</a></small></p>
`,
  },
  {
    name: 'reminder',
    channel: 'EMAIL',
    locale: 'zh',
    version: 1,
    subject: '{{#if several}}请在{{lastDay}}前完成续约{{else}}请在{{lastDay}}前续约 {{product}}{{/if}}',
    text: `{{contact}}，您好：

为保证 {{customer}} 的服务不中断，请及时续约：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
  续约金额：{{amount}}
  续约链接：{{payLink}}
{{/each}}

如对报价有疑问，直接回复本邮件即可。

续约服务团队

如不希望再收到此类邮件：{{unsubscribeLink}}
`,
    html: `<p>{{contact}}，您好：</p>
<p>为保证 {{customer}} 的服务不中断，请及时续约：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}，续约金额：{{amount}}。<a href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>
<p>如对报价有疑问，直接回复本邮件即可。</p>
<p>续约服务团队</p>
<p><small><a href="{{unsubscribeLink}}">退订</a></small></p>
`,
  },
];
