import type { Template } from '../template.js';

/** T-90 and T-60: what ends, when, and what renewing costs (M-02, M-15). */
export const FIRST_NOTICE: readonly Template[] = [
  {
    name: 'first-notice',
    channel: 'EMAIL',
    locale: 'en',
    version: 1,
    subject:
      '{{#if several}}Your subscriptions come up for renewal{{else}}{{product}} is due for renewal on {{lastDay}}{{/if}}',
    text: `Dear {{contact}},

thank you for working with us. For {{customer}} we are preparing the renewal of:

{{#each riders}}
- {{product}}
  runs until and including {{lastDay}}
  renewal: {{amount}}
  renew here: {{payLink}}
{{/each}}

There is plenty of time: have a look, plan it in, and tell us if anything should change.

Your renewal team

You no longer want these mails? {{unsubscribeLink}}
`,
    html: `<p>Dear {{contact}},</p>
<p>thank you for working with us. For {{customer}} we are preparing the renewal of:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, until and including {{lastDay}}. Renewal: {{amount}}. <a href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>
<p>There is plenty of time: have a look, plan it in, and tell us if anything should change.</p>
<p>Your renewal team</p>
<p><small><a href="{{unsubscribeLink}}">Unsubscribe</a></small></p>
`,
  },
  {
    name: 'first-notice',
    channel: 'EMAIL',
    locale: 'zh',
    version: 1,
    subject: '{{#if several}}您的订阅即将到续约期{{else}}{{product}} 将于{{lastDay}}到期，请安排续约{{/if}}',
    text: `{{contact}}，您好：

感谢您一直以来的信任。{{customer}} 的以下服务即将进入续约期：

{{#each riders}}
- {{product}}
  有效期至：{{lastDay}}（含当日）
  续约金额：{{amount}}
  续约链接：{{payLink}}
{{/each}}

时间充裕，您可以提前规划；如需调整，请随时告诉我们。

续约服务团队

如不希望再收到此类邮件：{{unsubscribeLink}}
`,
    html: `<p>{{contact}}，您好：</p>
<p>感谢您一直以来的信任。{{customer}} 的以下服务即将进入续约期：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，有效期至{{lastDay}}（含当日），续约金额：{{amount}}。<a href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>
<p>时间充裕，您可以提前规划；如需调整，请随时告诉我们。</p>
<p>续约服务团队</p>
<p><small><a href="{{unsubscribeLink}}">退订</a></small></p>
`,
  },
];
