import type { Content } from '../channel.js';
import type { Segments } from './segments.js';

/** One rendered text message, ready for a provider. */
export interface Sms extends Content {
  /** E.164. */
  readonly to: string;
  /** The whole text, without the signature that a provider puts before it. */
  readonly text: string;
  /** The template that it was made of, for providers that send registered texts alone. */
  readonly template: string;
  readonly locale: string;
  /** Values by name, for the same providers. */
  readonly variables: Readonly<Record<string, string>>;
  readonly segments: Segments;
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** Whether a provider can be asked to reach it. */
export function isE164(address: string): boolean {
  return E164.test(address);
}
