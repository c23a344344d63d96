import { newId } from '@perennial/kernel/ids';
import { localDate } from '@perennial/kernel/local-date';
import type { MessageFacts, RiderFacts } from '../../channel/channel.js';
import { TASK_TEXT, TaskChannel, type TaskContent } from '../../channel/task/task-channel.js';
import { purposeFaults } from '../template-warnings.js';
import { TemplateBook } from '../template-book.js';
import type { Template } from '../template.js';
import { validateTemplate } from '../validate-template.js';
import { BUILT_IN_TEMPLATES } from './built-in-templates.js';
import { TASK_TEXTS } from './task-texts.js';

const channel = new TaskChannel();
const book = new TemplateBook(
  { EMAIL: channel as never, SMS: channel as never, WECOM: channel as never, TASK: channel },
  TASK_TEXTS,
);
const FACTS: MessageFacts = {
  customer: 'Engines',
  addressee: 'Ada',
  address: '+4930901820',
  optOutLink: 'https://x.example/u',
  answerLink: 'https://renew.example/answer/y',
  optional: true,
  replyTo: undefined,
};
const riders = (count: number): RiderFacts[] =>
  Array.from({ length: count }, (_, n) => ({
    reminderId: newId(),
    termId: newId(),
    product: `Suite ${n + 1}`,
    lastDay: localDate('2025-01-31'),
    earlierLastDay: localDate('2025-01-17'),
    amount: { currency: 'EUR', minor: 120_050n },
    payLink: 'https://x.example/pay/0',
  }));
const content = (names: readonly string[], locale: string, count = 1): TaskContent =>
  channel
    .render(
      names.map((name) => {
        const text = book.newest(name, 'TASK', locale);
        if (!text) throw new Error(`no text ${name}`);
        return { text, riders: riders(count) };
      }),
      FACTS,
    )
    .content('m.1', 0 as never) as TaskContent;
const plain = (text: string): string => text.replace(/[\u2066-\u2069]/g, '');

test('whatever a machine can say a person can be asked to say, in English and Chinese (C-04, R-05)', () => {
  const keys = (of: string): string[] =>
    BUILT_IN_TEMPLATES.filter((template) => template.channel === of).map(({ name, locale }) => `${name} ${locale}`);
  expect(keys('TASK').sort()).toEqual(keys('EMAIL').sort());
  for (const template of TASK_TEXTS) {
    expect(validateTemplate(template, TASK_TEXT)).toEqual([]);
    expect(purposeFaults(template, TASK_TEXT)).toEqual({ refused: [], warnings: [] });
  }
});

test.each(TASK_TEXTS.flatMap((text) => [1, 3].map((n) => [`${text.name} ${text.locale}, ${n}`, text, n] as const)))(
  '%s: whom to call, about what, until when and what it costs; no HTML, no link, no number (C-04, M-02)',
  (_name, template: Template, count) => {
    const { title, script } = content([template.name], template.locale, count);
    const [day, after] =
      template.locale === 'zh' ? ['2025年1月31日', '2025年2月1日'] : ['31 January 2025', '1 February 2025'];
    const shown = ['Engines', 'Ada', 'Suite 1', day, ...(template.text.includes('{{amount}}') ? ['1,200.50'] : [])];
    for (const text of shown) expect(plain(script)).toContain(text);
    expect(script.includes('Suite 3')).toBe(count === 3);
    expect(title).toContain('Engines');
    if (count === 1 && template.name !== 'auto-renewal-unconfirmed')
      expect(title).toContain(template.name === 'auto-renewal-notice' ? after : day);
    expect(`${title}\n${script}`).not.toMatch(/https?:|<\/|null|undefined|\{\{|\n{3}|\+4930/);
    expect(title).not.toContain('\n');
  },
);

test('riders of two purposes are one task that says both (protocol.md: riders that end in a task get one)', () => {
  const { title, script } = content(['last-warning', 'first-notice'], 'en');
  expect(title).toContain('now');
  expect(script.match(/Call .*at/g)).toHaveLength(1);
  expect(script).toContain('lose access');
  expect(script).toContain('is being prepared');
});
