import type { ChannelAddress } from '@perennial/proto/gen/perennial/contracts/v1/erp_sync';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { normaliseEmail } from '../person/email-address.js';
import { normaliseWecomUserId } from '../person/wecom-user-id.js';
import type { FieldChecks } from './field-checks.js';

interface WithAddresses {
  readonly email: string;
  readonly addresses: readonly ChannelAddress[];
}

/** A person's normalised addresses, the phone number apart: that needs a country. */
export function addressesOf(
  record: WithAddresses,
  checks: FieldChecks,
): { readonly email: string | null; readonly wecom: string | null } {
  const email = record.email === '' ? null : normaliseEmail(record.email);
  if (email && !email.ok) checks.refuse('email', 'email_syntax', email.error);
  let wecom: string | null = null;
  record.addresses.forEach(({ channel, address }, index) => {
    const field = `addresses[${index}]`;
    if (channel !== Channel.CHANNEL_WECOM) {
      checks.refuse(`${field}.channel`, 'unknown_value', 'channel is WECOM; email and phone are fields of their own');
      return;
    }
    const normalised = normaliseWecomUserId(address);
    if (!normalised.ok) checks.refuse(`${field}.address`, 'wecom_syntax', normalised.error);
    else if (wecom !== null) checks.refuse(`${field}.channel`, 'repeated', 'a person has one address a channel');
    else wecom = normalised.value;
  });
  return { email: email?.ok ? email.value : null, wecom };
}
