import type { ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { LocalDate } from '@perennial/kernel/local-date';
import type { Money } from '@perennial/kernel/money';

/** Channels that delivery has: a rung of any other is passed over. */
export const CHANNEL_NAMES = ['EMAIL', 'SMS', 'WECOM', 'TASK'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** What a message can need before it may be made. */
export type Need = 'price' | 'pay_link' | 'opt_out_link';

/** What can become known of a message after its acceptance. */
export type Evidence = 'delivered' | 'bounced' | 'complained' | 'opened' | 'clicked' | 'answered';

/** Names of the parts that a stored text can have; a channel uses some of them. */
export const PARTS = ['subject', 'text', 'html'] as const;
export type Part = (typeof PARTS)[number];

/** How one part of a text is written. */
export interface TextPart {
  /** Most characters. */
  readonly most: number;
  /** Whether it is one line. */
  readonly oneLine: boolean;
  /** Whether values in it are escaped as HTML. */
  readonly escaped: boolean;
}

/** What a text of a channel is made of. */
export interface TextForm {
  readonly parts: Partial<Readonly<Record<Part, TextPart>>>;
  /** Variables of the whole message; `riders` is the list of its riders. */
  readonly variables: readonly string[];
  /** Variables of one rider, inside `{{#each riders}}`; outside they are those of the term that ends first. */
  readonly riderVariables: readonly string[];
  /** Variables whose values are names: of any script, and so of any direction. */
  readonly names: readonly string[];
  /** What a text that names a variable needs. */
  readonly needs: Readonly<Record<string, Need>>;
  /** Words by which a text tells how to opt out, for a channel where one answers; undefined where a link does. */
  readonly optOutWords?: readonly string[];
}

/** The facts of one rider. Price and link are left out where the text needs none. */
export interface RiderFacts {
  readonly reminderId: ReminderId;
  readonly termId: TermId;
  readonly product: string;
  readonly lastDay: LocalDate;
  /** The last day that was told before; null where nothing is corrected. */
  readonly earlierLastDay: LocalDate | null;
  /** What is asked for. */
  readonly amount: Money | undefined;
  /** The price, where something else is asked for; the one that was named before; what came in so far. */
  readonly price?: Money | undefined;
  readonly previousPrice?: Money | undefined;
  readonly received?: Money | undefined;
  readonly payLink: string | undefined;
}

/** The facts of one message. */
export interface MessageFacts {
  readonly customer: string;
  /** Name of the addressee; empty where there is none. */
  readonly addressee: string;
  /** Address of the kind that the channel asks for. */
  readonly address: string;
  /** The addressee is one of one's own people. */
  readonly toColleague?: boolean;
  /** Address, on the same channel, of the colleague who writes to the addressee; undefined where nobody is known. */
  readonly writer?: string | undefined;
  readonly optOutLink: string;
  /** Of the page on which the addressee answers. */
  readonly answerLink: string;
  /** Of a picture that tells when the text is shown; undefined where nobody asked for that. */
  readonly openLink?: string | undefined;
  /** Whether the addressee may opt out of this very message: not of a legal notice, and not as a colleague. */
  readonly optional: boolean;
  /** Where answers go; undefined for the sender. */
  readonly replyTo: string | undefined;
}

/** What a message tells with one template: at least one rider. */
export interface ToldText {
  readonly text: WrittenText;
  readonly riders: readonly RiderFacts[];
}

/** What a text sees: texts only, on objects without a prototype. */
export type TextContext = Readonly<Record<string, string | boolean | readonly Readonly<Record<string, string>>[]>>;
export type Text = Readonly<Record<Part, string>>;

/** A compiled text. `locale` is a BCP 47 tag: the language it is written in. */
export interface WrittenText extends CompiledText {
  /** Of its template. */
  readonly name: string;
  readonly locale: string;
}

export interface CompiledText {
  /** The whole text; what other texts of the message say of their riders stands behind its own block. */
  readonly whole: (context: TextContext, guests: readonly Text[]) => Text;
  /** The part that speaks of its riders, for a message whose frame is another text's. */
  readonly block: (context: TextContext) => Text;
}

/** What a provider of the channel is handed. */
export interface Content {
  /** Message id and text revision: the same for every repeat of the same text. */
  readonly idempotencyKey: string;
}

/** A text that waits for its key. */
export interface Rendered {
  /** SHA-256 of the text, hex: another one is another text revision, and so another key. */
  readonly contentHash: string;
  /** @param now business instant of the call. */
  content(idempotencyKey: string, now: Instant): Content;
}

/** What a channel is; everything that knows one lies in its folder. */
export interface Channel {
  readonly name: ChannelName;
  /** Which evidence its providers can bring. */
  readonly evidence: readonly Evidence[];
  readonly text: TextForm;
  /** Whether its texts have room for links that say whose they are. */
  readonly tracesLinks: boolean;
  /** What every message of it needs, whatever its text says. */
  readonly needs: readonly Need[];
  /**
   * @param told the first one gives subject and frame, the others their blocks.
   * @throws Error for a text that names what the facts leave out.
   */
  render(told: readonly ToldText[], facts: MessageFacts): Rendered;
}

/** Injection token: the channels by name. */
export const CHANNELS = Symbol('channels');
export type Channels = Readonly<Record<ChannelName, Channel>>;
