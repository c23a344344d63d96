import { Inject, Injectable } from '@nestjs/common';
import type { TermId } from '@perennial/kernel/ids';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { CHANNELS, type ChannelName, type Channels } from '../channel/channel.js';
import { PORTFOLIO, type Portfolio } from '../peer/portfolio.client.js';
import { ProviderRegistry } from '../provider/provider-registry.js';
import { LoadTemplates } from '../template/load-templates.js';
import { withHtml } from '../template/made-of-mjml.js';
import { TemplateBook } from '../template/template-book.js';
import { namesOf } from '../template/template-needs.js';
import type { TemplateDraft } from '../template/template.js';
import { validateTemplate } from '../template/validate-template.js';
import { previewCases } from './preview-case.js';
import { previewOf, type Preview } from './preview.js';

/** Which text is looked at, and with whose facts. */
export interface PreviewRequest {
  readonly name: string;
  readonly channel: ChannelName;
  /** Empty: the language of each reader. */
  readonly locale: string;
  /** A text that is not saved; null: the saved one of that name. */
  readonly draft: TemplateDraft | null;
  readonly termIds: readonly TermId[];
}

/** Terms that are shown where nobody names any, and the most that somebody names. */
const SHOWN = 3;
export const MOST_PREVIEWED = 10;

/** Shows a text on what is really there (M-02, M-03, M-04). It sends nothing, stores nothing and binds no price. */
@Injectable()
export class ListPreviews {
  constructor(
    @Inject(PORTFOLIO) private readonly portfolio: Portfolio,
    private readonly templates: LoadTemplates,
    private readonly providers: ProviderRegistry,
    private readonly clock: BusinessClock,
    @Inject(CHANNELS) private readonly channels: Channels,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** @throws DomainError INVALID_TEMPLATE, TEMPLATE_NOT_FOUND, PEER_UNAVAILABLE */
  async execute({ name, channel, locale, draft, termIds }: PreviewRequest): Promise<Preview[]> {
    const book = draft ? await this.#bookOf(draft) : await this.templates.book();
    const wanted = draft?.name ?? name;
    const now = this.clock.now();
    const terms = await this.portfolio.terms(termIds, now, termIds.length > 0 ? MOST_PREVIEWED : SHOWN);
    const registering = this.providers.of(channel).map(({ provider }) => provider);
    return previewCases(terms, this.config.PUBLIC_URL.replace(/\/$/, '')).map((one) => {
      const language = draft?.locale ?? (locale === '' ? one.term.locale : locale);
      const text = book.newest(wanted, channel, language);
      if (!text) throw new DomainError('TEMPLATE_NOT_FOUND', 'there is no such template');
      const named = namesOf(book.sourceOf(text, channel), this.channels[channel].text);
      return previewOf(one, text, named, this.channels[channel], registering, now);
    });
  }

  /** A book of one text, which is looked at as if it were saved. */
  async #bookOf(given: TemplateDraft): Promise<TemplateBook> {
    const form = this.channels[given.channel].text;
    const { draft, faults } = await withHtml(given, form);
    const violations = [...faults, ...(faults.length > 0 ? [] : validateTemplate(draft, form))];
    if (violations.length > 0)
      throw new DomainError('INVALID_TEMPLATE', `the template has ${violations.length} fault(s)`, { violations });
    return new TemplateBook(this.channels, [{ ...draft, version: 1 }]);
  }
}
