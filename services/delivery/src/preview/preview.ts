import type { CustomerId, TermId } from '@perennial/kernel/ids';
import type { Instant } from '@perennial/kernel/instant';
import type { Channel, Content } from '../channel/channel.js';
import type { Segments } from '../channel/sms/segments.js';
import type { Provider } from '../provider/provider.js';
import type { FoundText } from '../template/template-book.js';
import type { PreviewCase, PreviewKind } from './preview-case.js';
import { withMissingNamed } from './with-missing-named.js';

/** Whether a provider has a text registered that says the same. */
export interface RegisteredPreview {
  readonly provider: string;
  readonly code: string;
  readonly reason: string;
}

/** A text as somebody would get it. Parts that its channel has not are empty. */
export interface Preview {
  readonly kind: PreviewKind;
  readonly termId: TermId;
  readonly customerId: CustomerId;
  readonly locale: string;
  readonly version: number;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly missing: readonly string[];
  readonly segments: Segments | undefined;
  readonly registered: readonly RegisteredPreview[];
}

/** What the content of a channel can show: mails, text messages, chats and tasks name it in their own ways. */
interface Shown {
  readonly subject?: string;
  readonly title?: string;
  readonly text?: string;
  readonly script?: string;
  readonly html?: string;
  readonly segments?: Segments;
}

type Registering = Pick<Provider, 'name' | 'registered'>;

/** Pure: a text with the facts of a case. @param named every variable that it names @param providers of its channel */
export function previewOf(
  { kind, term, facts, riders }: PreviewCase,
  text: FoundText,
  named: ReadonlySet<string>,
  channel: Channel,
  providers: readonly Registering[],
  now: Instant,
): Preview {
  const missing = new Set<string>();
  const told = { text: withMissingNamed(text, named, (name) => missing.add(name)), riders };
  const content = channel.render([told], facts).content('preview', now);
  const { subject, title, text: body, script, html, segments } = content as Content & Shown;
  return {
    kind,
    termId: term.termId,
    customerId: term.customerId,
    locale: text.locale,
    version: text.version,
    subject: subject ?? title ?? '',
    text: body ?? script ?? '',
    html: html ?? '',
    missing: [...missing].sort(),
    segments,
    registered: providers.flatMap((provider) => registeredBy(provider, content)),
  };
}

function registeredBy(provider: Registering, content: Content): RegisteredPreview[] {
  const found = provider.registered?.(content);
  if (!found) return [];
  const { name } = provider;
  return [
    found.ok ? { provider: name, code: found.value, reason: '' } : { provider: name, code: '', reason: found.error },
  ];
}
