import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** Strategic customers after silence: not the offer once more, but a person and an open question (M-05, M-08, R-19). */
export const UNANSWERED_ACCOUNT: readonly Template[] = [
  customerMail('en', {
    name: 'unanswered-account',
    version: 1,
    subject:
      '{{#if several}}15 minutes about your renewals?{{else}}15 minutes about {{product}} before {{lastDay}}?{{/if}}',
    block: [
      `We have not heard from {{customer}} yet. Before anything is decided: does the number of seats still fit, has the person in charge changed, does your budget need other dates? All of this can be settled before the last day:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
  renewal: {{amount}}
  when you are ready: {{payLink}}
{{/each}}

* Your account manager keeps 15 minutes for you: answer this mail with a time.`,
      `<p>We have not heard from {{customer}} yet. Before anything is decided: does the number of seats still fit, has the person in charge changed, does your budget need other dates? All of this can be settled before the last day:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}. Renewal: {{amount}}. <br /><a class="button" href="{{payLink}}">See the offer</a></li>
{{/each}}
</ul>
<p class="special">Your account manager keeps 15 minutes for you: answer this mail with a time.</p>`,
    ],
    closing: 'With a renewal settings, data and users stay as they are.',
  }),
  customerMail('zh', {
    name: 'unanswered-account',
    version: 1,
    subject:
      '{{#if several}}关于续约，可否与您沟通15分钟？{{else}}{{lastDay}}前，可否就 {{product}} 与您沟通15分钟？{{/if}}',
    block: [
      `尚未收到 {{customer}} 的回复。决定之前，想先了解：账号数量是否合适、负责人是否变更、预算时间是否需要调整。以下事项均可在到期日前商定：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
  续约金额：{{amount}}
  随时可续约：{{payLink}}
{{/each}}

* 客户经理为您预留了15分钟，直接回复方便的时间即可。`,
      `<p>尚未收到 {{customer}} 的回复。决定之前，想先了解：账号数量是否合适、负责人是否变更、预算时间是否需要调整。以下事项均可在到期日前商定：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}，续约金额：{{amount}}。<br /><a class="button" href="{{payLink}}">查看方案</a></li>
{{/each}}
</ul>
<p class="special">客户经理为您预留了15分钟，直接回复方便的时间即可。</p>`,
    ],
    closing: '续约后，配置、数据和用户均保持不变。',
  }),
];
