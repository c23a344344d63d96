import type { GetAnswerPageResponse } from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { AnswerKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { all, html, NOTHING, page, type Html } from './html.js';
import type { Language } from './language.js';
import { WORDS } from './words.js';

/** What an addressee can say, by the value that its button posts, in the order of the page. */
const CHOICES = {
  snooze: AnswerKind.ANSWER_KIND_SNOOZE,
  'in-procurement': AnswerKind.ANSWER_KIND_IN_PROCUREMENT,
  'call-me': AnswerKind.ANSWER_KIND_CALL_ME,
  'wrong-contact': AnswerKind.ANSWER_KIND_WRONG_CONTACT,
  'not-renewing': AnswerKind.ANSWER_KIND_NOT_RENEWING,
} as const;
type Choice = keyof typeof CHOICES;
const NAMES = Object.keys(CHOICES) as Choice[];

/** What the form of the page asks for; undefined for anything else. */
export function postedAnswer(body: unknown): AnswerKind | undefined {
  const { answer } = (body ?? {}) as { answer?: unknown };
  return NAMES.filter((name) => name === answer).map((name) => CHOICES[name])[0];
}

/** GET never acts: scanners follow links. The first answer stands; whoever meant another one writes. */
export function answerPage(
  { items, answered }: Pick<GetAnswerPageResponse, 'items' | 'answered'>,
  language: Language,
): string {
  const words = WORDS[language].answer;
  const choice = NAMES.find((name) => CHOICES[name] === answered);
  const [said, follows] = choice ? words.choices[choice] : ['', ''];
  const body = choice
    ? html`<p>${words.said}<strong>${said}</strong></p>
        <p>${follows}</p>
        <p>${words.other}</p>`
    : html`<p>${words.question}</p>
        ${all(NAMES.map((name) => button(name, words.choices[name][0])))}`;
  return page(choice ? words.done : words.title, html`${list(items, language)} ${body}`, NOTHING, language);
}

function list(items: GetAnswerPageResponse['items'], language: Language): Html {
  const { endsOn } = WORDS[language];
  const lines = items.map(({ product, lastDay }) => html`<li><bdi>${product}</bdi> (${endsOn}: ${lastDay})</li>`);
  return html`<ul>
    ${all(lines)}
  </ul>`;
}

function button(choice: Choice, text: string): Html {
  return html`<form method="post">
    <input type="hidden" name="answer" value="${choice}" />
    <p><button type="submit">${text}</button></p>
  </form>`;
}
