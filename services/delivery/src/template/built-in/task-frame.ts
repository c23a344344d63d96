import type { Template } from '../template.js';

/** What a person is told to say, in parts; the frame says with whom. */
export interface TaskWords {
  readonly name: string;
  /** What it is about: one line for one rider, and one for several. */
  readonly title: readonly [one: string, several: string];
  /** In front of the riders, each rider below its product, and what to ask for. */
  readonly about: string;
  readonly facts: readonly string[];
  readonly ask: string;
}

const CALL = { en: 'Call {{contact}} at {{customer}}.', zh: '请致电 {{customer}} 的 {{contact}}。' };
const LOOK = { en: '{{contact}}, this is about {{customer}}.', zh: '{{contact}}，请处理 {{customer}} 的以下事项。' };
const CLOSE = { en: 'Then say here what came of it.', zh: '完成后，请在此登记结果。' };

/** Somebody of one's own speaks with a customer: plain, short, and without links. */
export function callTask(locale: 'en' | 'zh', words: TaskWords): Template {
  return task(locale, words, CALL[locale]);
}

/** Somebody of one's own looks into something himself. */
export function lookTask(locale: 'en' | 'zh', words: TaskWords): Template {
  return task(locale, words, LOOK[locale]);
}

function task(
  locale: 'en' | 'zh',
  { name, title: [one, several], about, facts, ask }: TaskWords,
  whom: string,
): Template {
  const rider = ['- {{product}}', ...facts.map((fact) => (fact.startsWith('{{#') ? fact : `  ${fact}`))].join('\n');
  const block = `{{!-- block --}}\n${about}\n\n{{#each riders}}\n${rider}\n{{/each}}\n\n${ask}\n{{!-- end of block --}}`;
  return {
    name,
    channel: 'TASK',
    locale,
    version: 1,
    subject: `{{#if several}}${several}{{else}}${one}{{/if}}`,
    text: `${whom}\n\n${block}\n\n${CLOSE[locale]}\n`,
    html: '',
  };
}
