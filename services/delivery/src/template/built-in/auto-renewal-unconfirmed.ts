import type { Template } from '../template.js';
import { ownerMail } from './frame.js';

/** To the owner: a term should have renewed by itself, and nobody has confirmed it. The customer is not told. */
export const AUTO_RENEWAL_UNCONFIRMED: readonly Template[] = [
  ownerMail('en', {
    name: 'auto-renewal-unconfirmed',
    version: 2,
    subject:
      '{{#if several}}Not confirmed: automatic renewals of {{customer}}{{else}}Not confirmed: automatic renewal of {{product}} for {{customer}}{{/if}}',
    block: [
      `These terms of {{customer}} renew by themselves. Their last day is over, and neither a payment nor the ERP has confirmed the renewal:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
{{/each}}

Please find out whether they renewed: report the next period or the payment, or cancel the term. The customer hears nothing of it, and you are asked again until it is decided.`,
      `<p>These terms of {{customer}} renew by themselves. Their last day is over, and neither a payment nor the ERP has confirmed the renewal:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}</li>
{{/each}}
</ul>
<p>Please find out whether they renewed: report the next period or the payment, or cancel the term. The customer hears nothing of it, and you are asked again until it is decided.</p>`,
    ],
    closing: '',
  }),
  ownerMail('zh', {
    name: 'auto-renewal-unconfirmed',
    version: 2,
    subject:
      '{{#if several}}{{customer}} 的自动续约尚未确认{{else}}{{customer}} 的 {{product}} 自动续约尚未确认{{/if}}',
    block: [
      `{{customer}} 的以下服务应自动续约，但到期日已过，仍未收到付款或 ERP 的确认：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
{{/each}}

请核实是否已续约：登记下一期或付款，或取消该期。客户不会收到通知；在处理之前，系统会继续提醒您。`,
      `<p>{{customer}} 的以下服务应自动续约，但到期日已过，仍未收到付款或 ERP 的确认：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}</li>
{{/each}}
</ul>
<p>请核实是否已续约：登记下一期或付款，或取消该期。客户不会收到通知；在处理之前，系统会继续提醒您。</p>`,
    ],
    closing: '',
  }),
];
