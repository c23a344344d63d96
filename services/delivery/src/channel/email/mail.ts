import type { ReminderId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Content } from '../channel.js';

/** A name and its address; kept apart so that nothing is ever parsed out of a header. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** One rendered mail, ready for a provider. */
export interface Mail extends Content {
  /** RFC 5322 Message-ID, without angle brackets. */
  readonly messageIdHeader: string;
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Business instant of the Date header. */
  readonly date: Instant;
  /** Link of List-Unsubscribe (RFC 8058); undefined for what nobody can opt out of. */
  readonly unsubscribeUrl: string | undefined;
  /** Address of Reply-To; undefined without one. */
  readonly replyTo: string | undefined;
  /** Ids of its riders and of their terms, in the order of the text. */
  readonly reminderIds: readonly ReminderId[];
  readonly termIds: readonly TermId[];
}
