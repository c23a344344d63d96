import type { ChannelAddress } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { normaliseEmail } from '../person/email-address.js';
import { normaliseExternalUserId, normaliseWecomUserId, wecomAddress } from '../person/wecom-user-id.js';
import type { FieldChecks } from './field-checks.js';

interface WithAddresses {
  readonly email: string;
  readonly addresses: readonly ChannelAddress[];
}

/**
 * A person's normalised addresses, the phone number apart: that needs a country. A contact's user id of WeCom is one of
 * customers, and may name the colleague who writes to it.
 */
export function addressesOf(
  record: WithAddresses,
  checks: FieldChecks,
  whose: 'contact' | 'owner',
): { readonly email: string | null; readonly wecom: string | null } {
  const email = record.email === '' ? null : normaliseEmail(record.email);
  if (email && !email.ok) checks.refuse('email', 'email_syntax', email.error);
  let wecom: string | null = null;
  record.addresses.forEach(({ channel, address, writer }, index) => {
    const field = `addresses[${index}]`;
    if (channel !== Channel.CHANNEL_WECOM) {
      checks.refuse(`${field}.channel`, 'unknown_value', 'channel is WECOM; email and phone are fields of their own');
      return;
    }
    const normalised = whose === 'contact' ? normaliseExternalUserId(address) : normaliseWecomUserId(address);
    const writing = writer === '' ? null : normaliseWecomUserId(writer);
    if (!normalised.ok) checks.refuse(`${field}.address`, 'wecom_syntax', normalised.error);
    else if (wecom !== null) checks.refuse(`${field}.channel`, 'repeated', 'a person has one address a channel');
    else if (writing && whose === 'owner')
      checks.refuse(`${field}.writer`, 'unknown_field', 'only to a contact somebody writes for somebody else');
    else if (writing && !writing.ok) checks.refuse(`${field}.writer`, 'wecom_syntax', writing.error);
    else wecom = wecomAddress(normalised.value, writing?.value ?? null);
  });
  return { email: email?.ok ? email.value : null, wecom };
}
