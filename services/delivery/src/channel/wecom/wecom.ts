import type { Content } from '../channel.js';

/**
 * Who is reached in WeCom (企业微信): a colleague, by the app itself; or a customer, whom a colleague writes to. The
 * writer alone would be all of his customers, so that both are always named.
 */
export type WecomTarget =
  | { readonly kind: 'COLLEAGUE'; readonly userId: string }
  /** Without a writer nobody may write to the customer. */
  | { readonly kind: 'CUSTOMER'; readonly externalUserId: string; readonly writer: string };

/** A link below the text of a customer: its title, and where it goes. */
export interface WecomLink {
  readonly title: string;
  readonly url: string;
}

/** One rendered message of WeCom, ready for a provider. */
export interface WecomMessage extends Content {
  readonly to: WecomTarget;
  readonly text: string;
  /** Of the page on which a customer answers; it bears the key, by which a lost call is found again. */
  readonly link: WecomLink | undefined;
}
