import type { Template } from '../template.js';

/** T-7 to the last day: what stops when nothing is done (M-02, R-03). */
export const LAST_WARNING: readonly Template[] = [
  {
    name: 'last-warning',
    channel: 'EMAIL',
    locale: 'en',
    version: 1,
    subject: '{{#if several}}Your subscriptions end from {{lastDay}} on{{else}}{{product}} ends on {{lastDay}}{{/if}}',
    text: `Dear {{contact}},

without a renewal {{customer}} loses access after the last day:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
  renewal: {{amount}}
  renew now: {{payLink}}
{{/each}}

You have just paid? Then there is nothing left to do.

Your renewal team

You no longer want these mails? {{unsubscribeLink}}
`,
    html: `<p>Dear {{contact}},</p>
<p>without a renewal {{customer}} loses access after the last day:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}. Renewal: {{amount}}. <a href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>
<p>You have just paid? Then there is nothing left to do.</p>
<p>Your renewal team</p>
<p><small><a href="{{unsubscribeLink}}">Unsubscribe</a></small></p>
`,
  },
  {
    name: 'last-warning',
    channel: 'EMAIL',
    locale: 'zh',
    version: 1,
    subject: '{{#if several}}您的订阅自{{lastDay}}起陆续到期{{else}}{{product}} 将于{{lastDay}}到期{{/if}}',
    text: `{{contact}}，您好：

如未续约，{{customer}} 将在到期日之后无法继续使用：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
  续约金额：{{amount}}
  立即续约：{{payLink}}
{{/each}}

如您刚刚完成付款，则无需任何操作。

续约服务团队

如不希望再收到此类邮件：{{unsubscribeLink}}
`,
    html: `<p>{{contact}}，您好：</p>
<p>如未续约，{{customer}} 将在到期日之后无法继续使用：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}，续约金额：{{amount}}。<a href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>
<p>如您刚刚完成付款，则无需任何操作。</p>
<p>续约服务团队</p>
<p><small><a href="{{unsubscribeLink}}">退订</a></small></p>
`,
  },
];
