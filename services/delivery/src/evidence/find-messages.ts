import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { isUuid, type MessageId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import type { ChannelName } from '../channel/channel.js';
import { RECIPIENT_RESOLVER, requestKey, type FoundAddress, type RecipientResolver } from '../peer/peers.js';
import type { ReportedEvidence } from '../provider/callback.js';
import { evidencedMessages, messagesOfProviderIds, newestMessages } from './evidenced-message.store.js';
import type { NamedReport } from './named-report.js';

/** Finds the messages that reports are about, archived ones among them. */
@Injectable()
export class FindMessages {
  constructor(
    private readonly database: Database,
    @Inject(RECIPIENT_RESOLVER) private readonly recipients: RecipientResolver,
  ) {}

  /** @throws DomainError PEER_UNAVAILABLE while contracts cannot say whose an address is: the provider comes again. */
  async execute(
    { name, channel }: { readonly name: string; readonly channel: ChannelName },
    reports: readonly ReportedEvidence[],
  ): Promise<NamedReport[]> {
    const owners = await this.#owners(reports, channel);
    const [byId, byAddress] = await Promise.all([
      messagesOfProviderIds(
        this.database,
        name,
        reports.flatMap(({ message }) => ('providerMessageId' in message ? message.providerMessageId : [])),
      ),
      newestMessages(
        this.database,
        channel,
        [...owners.values()].flatMap(({ addressHmac, contacts }) => contacts.map((one) => ({ ...one, addressHmac }))),
      ),
    ]);
    const named = reports.map((report) => nameOf(report, byId, byAddress, owners));
    const messages = await evidencedMessages(
      this.database,
      named.flatMap(({ messageId }) => messageId ?? []),
    );
    return await this.#withAddresses(
      named.map(({ messageId, ...one }) => {
        const message = messageId === undefined ? undefined : messages.get(messageId);
        // A reply came from this very address, whichever was called.
        const addressHmac = one.namedBy === 'ADDRESS' ? one.named : message?.addressHmac;
        return { ...one, message: message ? { ...message, addressHmac: addressHmac ?? null } : null };
      }),
      channel,
    );
  }

  async #owners(reports: readonly ReportedEvidence[], channel: ChannelName): Promise<Map<string, FoundAddress>> {
    const addresses = new Set(reports.flatMap(({ message }) => ('address' in message ? message.address : [])));
    const owners = new Map<string, FoundAddress>();
    for (const address of addresses) {
      const found = await this.recipients.find(address, channel);
      if (!found) throw new DomainError('PEER_UNAVAILABLE', 'contracts did not answer');
      owners.set(address, found);
    }
    return owners;
  }

  /** What a build before this one called is asked for: the address counts if it is still the recipient's. */
  async #withAddresses(named: readonly NamedReport[], channel: ChannelName): Promise<NamedReport[]> {
    const lacking = named.flatMap(({ report, message }) =>
      message && report.closesAddress && message.addressHmac === null ? message : [],
    );
    if (lacking.length === 0) return [...named];
    const found = await this.recipients.resolve(lacking, channel);
    return named.map((one) => {
      const recipient = one.message && found?.get(requestKey(one.message));
      if (!one.message || one.message.addressHmac !== null || !recipient || recipient === 'unreadable') return one;
      if (recipient.recipientId !== one.message.recipientId) return one;
      return { ...one, message: { ...one.message, addressHmac: recipient.addressHmac } };
    });
  }
}

type Named = Omit<NamedReport, 'message'> & { readonly messageId: MessageId | undefined };

function nameOf(
  report: ReportedEvidence,
  byId: ReadonlyMap<string, MessageId>,
  byAddress: ReadonlyMap<string, MessageId>,
  owners: ReadonlyMap<string, FoundAddress>,
): Named {
  const { message } = report;
  if ('providerMessageId' in message) {
    const named = message.providerMessageId;
    return { report, namedBy: 'PROVIDER_ID', named, messageId: byId.get(named) };
  }
  if ('idempotencyKey' in message) {
    const named = message.idempotencyKey;
    return { report, namedBy: 'KEY', named, messageId: messageIdOf(named) };
  }
  const named = owners.get(message.address)?.addressHmac ?? '';
  return { report, namedBy: 'ADDRESS', named, messageId: byAddress.get(named) };
}

/** `<message id>.<text revision>`; undefined for what is no key of ours. */
function messageIdOf(key: string): MessageId | undefined {
  const [id = '', revision = ''] = key.split('.');
  return isUuid(id) && /^\d{1,9}$/.test(revision) ? (id.toLowerCase() as MessageId) : undefined;
}
