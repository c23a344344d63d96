import type { Fault } from './fault.js';

/** A line of the page: one message, of whatever channel. */
export interface PageMessage {
  readonly at: number;
  readonly channel: string;
  readonly provider: string;
  readonly to: string;
  readonly text: string;
  readonly told: readonly string[];
}

export interface PageProvider {
  readonly name: string;
  readonly channel: string;
  readonly url: string;
  readonly fault: Fault | undefined;
  readonly messages: number;
}

const STYLE = `body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2430;background:#fff}
table{border-collapse:collapse;width:100%;margin:0 0 2rem}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #dde2e8}
td.text{white-space:pre-wrap;overflow-wrap:anywhere;max-width:34rem}.broken{color:#a4161a;font-weight:600}.well{color:#1b7f3b}
@media (prefers-color-scheme:dark){body{background:#12161c;color:#dfe5ec}th,td{border-color:#2b333d}}`;

/** Every message of every channel, the newest first, and how the providers are. */
export function renderPage(
  providers: readonly PageProvider[],
  messages: readonly PageMessage[],
  mailUrl?: string,
): string {
  const mails =
    mailUrl === undefined ? '' : `<p>Mails as they look: <a href="${escape(mailUrl)}">${escape(mailUrl)}</a></p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
<title>Messages</title><style>${STYLE}</style></head><body>
<h1>Messages</h1>
<p>What the fake providers took. None of it reached anybody.</p>
${mails}
<table><thead><tr><th>provider</th><th>channel</th><th>state</th><th>took</th></tr></thead><tbody>
${providers.map(providerRow).join('\n')}
</tbody></table>
<table><thead><tr><th>when</th><th>channel</th><th>over</th><th>to</th><th>text</th><th>told</th></tr></thead><tbody>
${messages.length === 0 ? '<tr><td colspan="6">nothing yet</td></tr>' : messages.map(messageRow).join('\n')}
</tbody></table>
</body></html>
`;
}

function providerRow({ name, channel, fault, messages }: PageProvider): string {
  const state = fault
    ? `<span class="broken">broken: ${escape(describeFault(fault))}</span>`
    : '<span class="well">well</span>';
  return `<tr><td>${escape(name)}</td><td>${escape(channel)}</td><td>${state}</td><td>${messages}</td></tr>`;
}

function messageRow({ at, channel, provider, to, text, told }: PageMessage): string {
  const when = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const cells = [when, channel, provider, to].map((cell) => `<td>${escape(cell)}</td>`).join('');
  return `<tr>${cells}<td class="text" dir="auto">${escape(text)}</td><td>${told.map(escape).join('<br>')}</td></tr>`;
}

export function describeFault(fault: Fault): string {
  const { how, ...rest } = fault;
  const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  return [how, ...details].join(', ');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
