import type { Template } from '../template.js';
import { ownerMail } from './frame.js';

/** To the owner: the last step of a term has come while a hold keeps the customer from being told. */
export const HOLD_AT_LAST_STEP: readonly Template[] = [
  ownerMail('en', {
    name: 'hold-at-last-step',
    version: 2,
    subject:
      '{{#if several}}On hold at the last step: {{customer}}{{else}}On hold at the last step: {{product}} of {{customer}}, last day {{lastDay}}{{/if}}',
    block: [
      `A hold keeps {{customer}} from being told, and the last step of these terms has come:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
{{/each}}

Please speak to the customer, or end the hold: then the reminders go on. While it lasts nothing is sent, legal notices apart.`,
      `<p>A hold keeps {{customer}} from being told, and the last step of these terms has come:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}</li>
{{/each}}
</ul>
<p>Please speak to the customer, or end the hold: then the reminders go on. While it lasts nothing is sent, legal notices apart.</p>`,
    ],
    closing: '',
  }),
  ownerMail('zh', {
    name: 'hold-at-last-step',
    version: 2,
    subject:
      '{{#if several}}{{customer}} 处于暂停状态，最后提醒已到期{{else}}{{customer}} 的 {{product}} 处于暂停状态，最后提醒已到期（{{lastDay}}）{{/if}}',
    block: [
      `{{customer}} 处于暂停状态，系统未向其发送提醒；以下服务的最后一步提醒已到：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
{{/each}}

请与客户沟通，或结束暂停以恢复提醒。暂停期间，除法定通知外不发送任何消息。`,
      `<p>{{customer}} 处于暂停状态，系统未向其发送提醒；以下服务的最后一步提醒已到：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}</li>
{{/each}}
</ul>
<p>请与客户沟通，或结束暂停以恢复提醒。暂停期间，除法定通知外不发送任何消息。</p>`,
    ],
    closing: '',
  }),
];
