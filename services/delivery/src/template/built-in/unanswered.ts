import type { Template } from '../template.js';
import { customerMail } from './frame.js';

/** After silence: not the same words once more, but what to do with the offer, and who helps (M-08, R-19). */
export const UNANSWERED: readonly Template[] = [
  customerMail('en', {
    name: 'unanswered',
    version: 2,
    subject:
      '{{#if several}}Is anything in the way of renewing by {{lastDay}}?{{else}}Is anything in the way of renewing {{product}} by {{lastDay}}?{{/if}}',
    block: [
      `We wrote to you about {{customer}} and do not know whether it reached you. With a renewal settings, data and users
stay as they are, and the price below holds:

{{#each riders}}
- {{product}}
  last day: {{lastDay}}
  renewal: {{amount}}
  renew here: {{payLink}}
{{/each}}`,
      `<p>We wrote to you about {{customer}} and do not know whether it reached you. With a renewal settings, data and users
stay as they are, and the price below holds:</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>, last day {{lastDay}}. Renewal: {{amount}}. <br /><a class="button" href="{{payLink}}">Renew now</a></li>
{{/each}}
</ul>`,
    ],
    closing: 'Somebody else decides, or the numbers no longer fit? Answer this mail, and we will find a way.',
  }),
  customerMail('zh', {
    name: 'unanswered',
    version: 2,
    subject:
      '{{#if several}}{{lastDay}}前的续约是否遇到困难？{{else}}{{product}} 将于{{lastDay}}到期，续约是否遇到困难？{{/if}}',
    block: [
      `此前就 {{customer}} 的续约与您联系，不知您是否收到。续约后，配置、数据和用户均保持不变，价格如下：

{{#each riders}}
- {{product}}
  到期日：{{lastDay}}
  续约金额：{{amount}}
  续约链接：{{payLink}}
{{/each}}`,
      `<p>此前就 {{customer}} 的续约与您联系，不知您是否收到。续约后，配置、数据和用户均保持不变，价格如下：</p>
<ul>
{{#each riders}}
<li><strong>{{product}}</strong>，到期日{{lastDay}}，续约金额：{{amount}}。<br /><a class="button" href="{{payLink}}">立即续约</a></li>
{{/each}}
</ul>`,
    ],
    closing: '如由其他同事负责，或方案需要调整，直接回复本邮件即可。',
  }),
];
