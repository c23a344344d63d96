import type { Language } from '../page/language.js';

/** What the page of tasks says. */
export interface TaskWords {
  readonly title: string;
  readonly open: (count: number, more: boolean) => string;
  readonly mine: string;
  readonly everybody: string;
  readonly calendar: string;
  readonly head: readonly string[];
  readonly nothing: string;
  readonly overdue: string;
  readonly escalated: string;
  readonly nobody: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly note: string;
  readonly who: string;
  readonly close: string;
  readonly later: string;
}

const ENGLISH: TaskWords = {
  title: 'Tasks',
  open: (count, more) =>
    count === 0 ? 'Nothing is open.' : `${count}${more ? ' or more' : ''} open, the most urgent first.`,
  mine: 'Only those of',
  everybody: 'Those of everybody',
  calendar: 'These tasks as a calendar feed',
  head: ['due', 'what', 'customer', 'who', 'what to say', 'what came of it'],
  nothing: 'Nobody has anything to do.',
  overdue: 'overdue',
  escalated: 'with the manager since',
  nobody: 'anybody',
  kinds: {
    CONTACT: 'Call',
    SECOND_REMINDER: 'Remind again',
    PAYMENT_FAILED: 'Failed payment',
    COMPLETE_CONTACT: 'Complete a contact',
  },
  outcomes: {
    REACHED: 'reached',
    WILL_RENEW: 'will renew',
    IN_PROCUREMENT: 'in procurement',
    WRONG_CONTACT: 'wrong contact',
    NOT_RENEWING: 'not renewing',
    NO_ANSWER: 'no answer',
  },
  note: 'a note',
  who: 'your owner id',
  close: 'Done',
  later: 'Later ones',
};
const CHINESE: TaskWords = {
  title: '任务',
  open: (count, more) => (count === 0 ? '没有待办任务。' : `待办 ${count}${more ? '+' : ''} 项，最紧急的在前。`),
  mine: '仅显示负责人',
  everybody: '显示所有人的任务',
  calendar: '以日历订阅这些任务',
  head: ['截止', '事项', '客户', '负责人', '话术', '结果'],
  nothing: '目前没有任务。',
  overdue: '已逾期',
  escalated: '已转交经理，自',
  nobody: '任何人',
  kinds: {
    CONTACT: '致电',
    SECOND_REMINDER: '再次提醒',
    PAYMENT_FAILED: '付款未成功',
    COMPLETE_CONTACT: '补全联系人',
  },
  outcomes: {
    REACHED: '已联系上',
    WILL_RENEW: '将续约',
    IN_PROCUREMENT: '采购流程中',
    WRONG_CONTACT: '联系人有误',
    NOT_RENEWING: '不续约',
    NO_ANSWER: '无人应答',
  },
  note: '备注',
  who: '您的负责人编号',
  close: '完成',
  later: '更多',
};

export const TASK_WORDS: Readonly<Record<Language, TaskWords>> = { en: ENGLISH, zh: CHINESE };
