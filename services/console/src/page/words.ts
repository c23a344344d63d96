import type { Language } from './language.js';

/** What the pages of customers say. */
export interface PageWords {
  readonly renew: (product: string) => string;
  readonly product: string;
  readonly endsOn: string;
  readonly offer: string;
  readonly price: string;
  readonly received: string;
  readonly pay: (amount: string) => string;
  readonly transfer: string;
  readonly transferEnd: string;
  readonly changed: string;
  readonly thanks: readonly [title: string, text: string];
  readonly nothing: readonly [title: string, text: string];
  readonly invalid: readonly [title: string, text: string];
  readonly trouble: readonly [title: string, text: string];
  readonly noPrice: readonly [title: string, text: string];
  readonly answer: {
    readonly title: string;
    readonly question: string;
    /** Words of the button, and what follows from it. */
    readonly choices: Readonly<
      Record<'snooze' | 'in-procurement' | 'call-me' | 'wrong-contact' | 'not-renewing', readonly [string, string]>
    >;
    readonly done: string;
    readonly said: string;
    readonly other: string;
  };
  readonly unsubscribe: {
    readonly title: string;
    readonly question: string;
    readonly everything: string;
    readonly thisOnly: string;
    readonly done: readonly [title: string, everywhere: string, thisOnly: string];
    readonly back: string;
    readonly backThisOnly: string;
  };
}

const ENGLISH: PageWords = {
  renew: (product) => `Renew ${product}`,
  product: 'Product',
  endsOn: 'Current term ends on',
  offer: 'Offer',
  price: 'Price',
  received: 'Received so far',
  pay: (amount) => `Pay ${amount}`,
  transfer: 'Please transfer the amount and name the reference',
  transferEnd: 'Reminders stop as soon as the payment is recorded.',
  changed: 'What is to be paid has changed since you opened this page. Nothing was charged; please look at it again.',
  thanks: ['Thank you', 'This renewal is paid. You will get no more reminders for this term.'],
  nothing: ['Nothing to pay', 'This term is closed, so there is nothing to pay.'],
  invalid: [
    'This link does not work',
    'It is incomplete, altered or too old. Please use the link of the newest message, or answer that message.',
  ],
  trouble: ['Not now, please', 'Something on our side does not answer. Please try again in a few minutes.'],
  noPrice: ['Nothing to pay here yet', 'There is no price for this term at the moment. Please answer the message.'],
  answer: {
    title: 'How do you want to go on?',
    question: 'Choose what fits. You need to do nothing else.',
    choices: {
      snooze: ['Remind me later', 'We will write again later.'],
      'in-procurement': ['It is in procurement', 'We will give your colleagues the time that they need.'],
      'call-me': ['Please call me', 'Your contact person will call you.'],
      'wrong-contact': [
        'I am not the right person',
        'We will look for the right one, and write to you no more about this.',
      ],
      'not-renewing': ['We do not want to renew', 'Your contact person will see to it.'],
    },
    done: 'Thank you for your answer',
    said: 'You told us: ',
    other: 'If you want to tell us something else, please answer the message.',
  },
  unsubscribe: {
    title: 'Unsubscribe',
    question: 'Stop renewal reminders by email to this address? Notices that the law demands still come.',
    everything: 'Unsubscribe from everything',
    thisOnly: 'Only about the company of this message',
    done: [
      'Unsubscribed',
      'This address gets no more renewal reminders by email.',
      'This address gets no more renewal reminders about the company of this message.',
    ],
    back: 'Receive reminders again',
    backThisOnly: 'Again, but only about the company of this message',
  },
};
const CHINESE: PageWords = {
  renew: (product) => `续约 ${product}`,
  product: '产品',
  endsOn: '本期到期日',
  offer: '报价',
  price: '价格',
  received: '已收到',
  pay: (amount) => `支付 ${amount}`,
  transfer: '请汇款并注明以下编号',
  transferEnd: '款项登记后，提醒即停止。',
  changed: '自您打开本页以来，应付金额已有变化。未扣款，请重新确认。',
  thanks: ['谢谢', '该续约已支付，您不会再收到本期的提醒。'],
  nothing: ['无需付款', '本期已结束，无需付款。'],
  invalid: ['链接无效', '链接不完整、已被更改或已过期。请使用最新消息中的链接，或直接回复该消息。'],
  trouble: ['请稍后再试', '我们的系统暂时没有响应，请几分钟后再试。'],
  noPrice: ['暂无需付款', '本期目前没有报价，请直接回复该消息。'],
  answer: {
    title: '您希望如何处理？',
    question: '请选择一项，无需其他操作。',
    choices: {
      snooze: ['稍后再提醒我', '我们将稍后再联系您。'],
      'in-procurement': ['正在采购流程中', '我们会留出您的同事所需的时间。'],
      'call-me': ['请给我打电话', '您的客户经理将致电给您。'],
      'wrong-contact': ['我不是负责人', '我们将另行联系负责人，不再就此事打扰您。'],
      'not-renewing': ['不打算续约', '您的客户经理将会处理。'],
    },
    done: '感谢您的答复',
    said: '您的答复：',
    other: '如需说明其他情况，请直接回复该消息。',
  },
  unsubscribe: {
    title: '退订',
    question: '停止向此地址发送续约提醒邮件？法律要求的通知仍会发送。',
    everything: '全部退订',
    thisOnly: '仅退订本邮件所涉公司',
    done: ['已退订', '此地址不会再收到续约提醒邮件。', '此地址不会再收到本邮件所涉公司的续约提醒。'],
    back: '重新接收提醒',
    backThisOnly: '仅重新接收本邮件所涉公司的提醒',
  },
};

export const WORDS: Readonly<Record<Language, PageWords>> = { en: ENGLISH, zh: CHINESE };
