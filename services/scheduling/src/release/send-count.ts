import { DAY, instant, type Instant } from '@perennial/kernel/instant';
import type { CustomerId, MessageId } from '@perennial/kernel/ids';
import type { Audience } from '../addressee/addressee.js';
import type { SendCap } from '../cap/send-cap.js';
import { isByPeople, mergeText, type Merge } from './released-message.js';

export interface RecentSend extends Merge {
  readonly messageId: MessageId;
  readonly audience: Audience;
  readonly at: Instant;
  readonly legal: boolean;
}

/** A merge that counts: as of its newest message, which is null while it is being released. */
interface Counted extends Merge {
  readonly at: Instant;
  readonly messages: readonly MessageId[];
}

/** What a recipient was sent and is being sent, merge by merge. */
export class SendCount {
  readonly #merges = new Map<string, Counted>();

  constructor(
    recent: readonly RecentSend[],
    private readonly cap: SendCap,
  ) {
    for (const { legal, messageId, ...send } of recent)
      if (!legal && !isByPeople(send)) this.#add(send, send.at, [messageId]);
  }

  has(merge: Merge): boolean {
    return this.#merges.has(mergeText(merge));
  }

  add(merge: Merge, now: Instant): void {
    this.#add(merge, now, []);
  }

  /** Merges that count for a customer after an instant, oldest first. */
  since(after: number, customerId: CustomerId | null): Counted[] {
    return [...this.#merges.values()]
      .filter((of) => of.at > after && (!this.cap.perCustomer || of.customerId === customerId))
      .sort((a, b) => a.at - b.at);
  }

  /** How many go to the recipient on a local day, for whatever customer. */
  onDay(localDay: string): Counted[] {
    return [...this.#merges.values()].filter((of) => of.localDay === localDay);
  }

  /** When the cap next lets a merge of the customer through; `now` where it does already. */
  freeAt(customerId: CustomerId | null, now: Instant): Instant {
    const span = this.cap.days * DAY;
    const counted = this.since(now - span, customerId);
    const leaves = counted[counted.length - this.cap.messages];
    return leaves === undefined ? now : instant(leaves.at + span);
  }

  #add({ customerId, channelPlan, localDay }: Merge, at: Instant, messages: readonly MessageId[]): void {
    const key = mergeText({ customerId, channelPlan, localDay });
    const known = this.#merges.get(key);
    this.#merges.set(key, {
      customerId,
      channelPlan,
      localDay,
      at: known && known.at > at ? known.at : at,
      messages: [...(known?.messages ?? []), ...messages],
    });
  }
}
