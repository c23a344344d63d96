import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** Strategic customers, T-90: no reminder, but an offer to look at it together, beside the call (M-05, M-08, C-13). */
export const ACCOUNT_REVIEW: readonly Template[] = [
  customerMail('en', {
    name: 'account-review',
    version: 1,
    subject:
      '{{#if several}}Your next terms: shall we plan them together?{{else}}{{product}} until {{lastDay}}: shall we plan the next term together?{{/if}}',
    block: [
      `Well before a term ends we would like to hear from {{customer}}: what you rely on, what you miss, and what the next term should hold. It is about:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
  renewal: {{amount}}
  when you are ready: {{payLink}}
{{/each}}

* Included: a review of your contract with your account manager, who calls you these days. Two dates that suit you, as an answer to this mail, are enough.`,
      `<p>Well before a term ends we would like to hear from {{customer}}: what you rely on, what you miss, and what the next term should hold. It is about:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}. Renewal: {{amount}}. <br /><a class="button" href="{{payLink}}">See the offer</a></li>
{{/each}}
</ul>
<p class="special">Included: a review of your contract with your account manager, who calls you these days. Two dates that suit you, as an answer to this mail, are enough.</p>`,
    ],
    closing: 'Nothing is urgent, and nothing changes for you until then.',
  }),
  customerMail('zh', {
    name: 'account-review',
    version: 1,
    subject:
      '{{#if several}}关于下一期服务，期待与您一同规划{{else}}{{product}}（{{lastDay}}到期）：期待与您一同规划下一期{{/if}}',
    block: [
      `距到期尚早，我们希望听取 {{customer}} 的意见：哪些功能最为重要、还缺少什么、下一期应包含哪些内容。涉及以下服务：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
  续约金额：{{amount}}
  随时可续约：{{payLink}}
{{/each}}

* 专属权益：客户经理将于近日致电，与您一同回顾合同。您也可直接回复两个方便的时间。`,
      `<p>距到期尚早，我们希望听取 {{customer}} 的意见：哪些功能最为重要、还缺少什么、下一期应包含哪些内容。涉及以下服务：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}，续约金额：{{amount}}。<br /><a class="button" href="{{payLink}}">查看方案</a></li>
{{/each}}
</ul>
<p class="special">专属权益：客户经理将于近日致电，与您一同回顾合同。您也可直接回复两个方便的时间。</p>`,
    ],
    closing: '目前无需着急，在此之前您的服务不会有任何变化。',
  }),
];
