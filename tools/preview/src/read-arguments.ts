import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { PreviewTemplateRequest } from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';

/** What the command line asks for. */
export interface Arguments {
  readonly request: PreviewTemplateRequest;
  /** Folder for the HTML of mails; null: it is not written. */
  readonly out: string | null;
  readonly address: string;
}

const FIRST_PORT = 50_054;
const CHANNELS = ['email', 'sms', 'wecom', 'task'];

/**
 * Reads a command line and the files that it names. @throws Error that says what is not understood @returns null where
 * help is asked for
 */
export function readArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      channel: { type: 'string', default: 'email' },
      locale: { type: 'string', default: '' },
      term: { type: 'string', multiple: true, default: [] },
      subject: { type: 'string', default: '' },
      text: { type: 'string' },
      html: { type: 'string' },
      mjml: { type: 'string' },
      out: { type: 'string' },
      address: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new Error('one text is named');
  if (!CHANNELS.includes(values.channel)) throw new Error(`--channel is one of ${CHANNELS.join(', ')}`);
  const channel = `CHANNEL_${values.channel.toUpperCase()}` as Channel;
  const read = (path: string | undefined): string => (path === undefined ? '' : readFileSync(path, 'utf8'));
  const { locale, subject, text, html, mjml } = values;
  const drafted = text !== undefined || html !== undefined || mjml !== undefined;
  const template = {
    name,
    channel,
    locale: locale === '' ? 'en' : locale,
    subject,
    text: read(text),
    html: read(html),
    mjml: read(mjml),
    version: 0,
    needs: [],
    retiredAt: undefined,
  };
  return {
    request: { name, channel, locale, template: drafted ? template : undefined, termIds: values.term },
    out: values.out ?? null,
    address: values.address ?? `127.0.0.1:${FIRST_PORT + Number(environment['PERENNIAL_PORT_OFFSET'] ?? 0)}`,
  };
}
