import type { TermId } from '@perennial/kernel/ids';
import type { OpenMessage, RidingDispatch } from '../message/message.js';
import { toldRiders } from '../message/purpose.js';
import type { TermLook } from '../peer/peers.js';
import type { FoundText, TemplateBook } from '../template/template-book.js';
import { isFree } from './quote-of.js';

/** Riders that are told with one text. The first of a message gives subject and frame. */
export interface TextGroup {
  readonly text: FoundText;
  readonly dispatches: readonly RidingDispatch[];
}

export interface MessageTexts {
  readonly groups: readonly TextGroup[];
  /** Riders whose text does not exist. */
  readonly textless: readonly RidingDispatch[];
}

/** What is said where a text asks for money and the term costs nothing. */
const FREE = 'free-renewal';

/**
 * Which rider is told with which text, strongest purpose first, each term once. For a text that may be out already it
 * is those very versions.
 */
export function textsOf(
  message: OpenMessage,
  book: TemplateBook,
  locale: string,
  looks: ReadonlyMap<TermId, TermLook> | undefined,
): MessageTexts {
  const riders = toldRiders(message.dispatches);
  return grouped(riders, message.frozen ? frozenText(message, book) : newestText(message, book, locale, looks));
}

type TextOf = (rider: RidingDispatch) => FoundText | undefined;

function newestText(
  { channel }: OpenMessage,
  book: TemplateBook,
  locale: string,
  looks: ReadonlyMap<TermId, TermLook> | undefined,
): TextOf {
  return ({ template, termId }) => {
    const text = book.newest(template, channel, locale);
    const look = looks?.get(termId);
    const free = text?.needs.has('pay_link') && look && isFree(look) ? book.newest(FREE, channel, locale) : undefined;
    return free ?? text;
  };
}

/** A text of a build that knew one template a message told everything with that one. */
function frozenText(message: OpenMessage, book: TemplateBook): TextOf {
  const { channel, texts, template, locale, templateVersion } = message;
  if (texts === null)
    return () =>
      locale !== null && templateVersion !== null
        ? book.version(template, channel, locale, templateVersion)
        : undefined;
  return ({ termId }) => {
    const used = texts.find(({ termIds }) => termIds.includes(termId));
    return used && book.version(used.name, channel, used.locale, used.version);
  };
}

function grouped(riders: readonly RidingDispatch[], textOf: TextOf): MessageTexts {
  const groups = new Map<FoundText, RidingDispatch[]>();
  const textless: RidingDispatch[] = [];
  for (const rider of riders) {
    const text = textOf(rider);
    const group = text && groups.get(text);
    if (group) group.push(rider);
    else if (text) groups.set(text, [rider]);
    else textless.push(rider);
  }
  return { groups: [...groups].map(([text, dispatches]) => ({ text, dispatches })), textless };
}
