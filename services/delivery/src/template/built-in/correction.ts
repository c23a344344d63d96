import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** A last day that was told has changed (M-13): the new one and the earlier one, and nothing else is asked. */
export const CORRECTION: readonly Template[] = [
  customerMail('en', {
    name: 'correction',
    version: 3,
    subject:
      '{{#if several}}Corrected dates of your subscriptions{{else}}Corrected date: {{product}} runs until {{lastDay}}{{/if}}',
    block: [
      `An earlier message of ours to {{customer}} named another day. This is right now:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
{{#if earlierLastDay}}
  told before: {{earlierLastDay}}
{{/if}}
{{/each}}

Please go by the new day; the earlier message is no longer valid in this point.`,
      `<p>An earlier message of ours to {{customer}} named another day. This is right now:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day <strong>{{lastDay}}</strong>{{#if earlierLastDay}} (told before: {{earlierLastDay}}){{/if}}</li>
{{/each}}
</ul>
<p>Please go by the new day; the earlier message is no longer valid in this point.</p>`,
    ],
    closing: 'We apologise for the confusion. Questions? Just answer this mail.',
  }),
  customerMail('zh', {
    name: 'correction',
    version: 3,
    subject: '{{#if several}}更正：您的订阅到期日有变{{else}}更正：{{product}} 的到期日为{{lastDay}}{{/if}}',
    block: [
      `此前发给 {{customer}} 的消息中所写日期有误，现更正如下：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
{{#if earlierLastDay}}
  此前所写：{{earlierLastDay}}
{{/if}}
{{/each}}

请以新的日期为准，此前消息中的日期不再有效。`,
      `<p>此前发给 {{customer}} 的消息中所写日期有误，现更正如下：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日<strong>{{lastDay}}</strong>{{#if earlierLastDay}}（此前所写：{{earlierLastDay}}）{{/if}}</li>
{{/each}}
</ul>
<p>请以新的日期为准，此前消息中的日期不再有效。</p>`,
    ],
    closing: '由此带来的不便，敬请谅解。如有疑问，直接回复本邮件即可。',
  }),
];
