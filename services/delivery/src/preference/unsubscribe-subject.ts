/** Whom an unsubscribe link speaks for: hashes and ids only. */
export interface UnsubscribeSubject {
  readonly addressHmac: string;
  readonly customerId: string;
  readonly recipientId: string;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const FORM = new RegExp(`^([0-9a-f]{32,128})\\.email\\.(${UUID})\\.(${UUID})$`);

/** Text of a link's subject: <address hmac>.email.<customer>.<recipient>. */
export function formatSubject({ addressHmac, customerId, recipientId }: UnsubscribeSubject): string {
  return `${addressHmac}.email.${customerId}.${recipientId}`;
}

/** Reads it back; undefined for any other text. */
export function parseSubject(text: string): UnsubscribeSubject | undefined {
  const [, addressHmac, customerId, recipientId] = FORM.exec(text) ?? [];
  return addressHmac && customerId && recipientId ? { addressHmac, customerId, recipientId } : undefined;
}
