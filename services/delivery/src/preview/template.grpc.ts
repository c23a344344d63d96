import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { Controller } from '@nestjs/common';
import {
  TemplateServiceControllerMethods,
  type ListTemplatesResponse,
  type PreviewTemplateRequest,
  type PreviewTemplateResponse,
  type RetireTemplateRequest,
  type RetireTemplateResponse,
  type SaveTemplateRequest,
  type SaveTemplateResponse,
  type Template as TemplateMessage,
  type TemplateServiceController,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import type { TermId } from '@perennial/kernel/ids';
import { formatInstant } from '@perennial/kernel/instant';
import { readRequest } from '@perennial/service/grpc/request-check';
import { DomainError, violation } from '@perennial/kernel/violation';
import { CHANNEL_NAMES, type ChannelName } from '../channel/channel.js';
import { wireChannel } from '../channel/wire-channel.js';
import { ListTemplates } from '../template/list-templates.js';
import { ListPreviews, MOST_PREVIEWED } from './list-previews.js';
import type { NeedyTemplate, TemplateDraft } from '../template/template.js';
import { RetireTemplate } from '../template/retire-template.js';
import { SaveTemplate } from '../template/save-template.js';

@Controller()
@TemplateServiceControllerMethods()
export class TemplateGrpc implements TemplateServiceController {
  constructor(
    private readonly list: ListTemplates,
    private readonly save: SaveTemplate,
    private readonly retire: RetireTemplate,
    private readonly previews: ListPreviews,
  ) {}

  async listTemplates(): Promise<ListTemplatesResponse> {
    return { templates: (await this.list.execute()).map(toMessage) };
  }

  async saveTemplate({ template }: SaveTemplateRequest): Promise<SaveTemplateResponse> {
    if (!template)
      throw new DomainError('INVALID_TEMPLATE', 'a template is required', {
        violations: [violation('template', 'required', 'a template is required')],
      });
    const saved = await this.save.execute(draftOf(template));
    return { template: toMessage(saved.template), warnings: [...saved.warnings] };
  }

  async retireTemplate({ name, channel, locale }: RetireTemplateRequest): Promise<RetireTemplateResponse> {
    const key = { name, channel: channelOf(channel), locale: locale === '' ? null : locale };
    return { templates: (await this.retire.execute(key)).map(toMessage) };
  }

  async previewTemplate({ template, termIds, ...key }: PreviewTemplateRequest): Promise<PreviewTemplateResponse> {
    const draft = template ? draftOf(template) : null;
    const channel = draft?.channel ?? channelOf(key.channel);
    const read = readRequest((check) => ({ termIds: check.ids<TermId>('term_ids', termIds, MOST_PREVIEWED) }));
    const previews = await this.previews.execute({ ...key, ...read, channel, draft });
    return {
      previews: previews.map(({ segments, missing, registered, ...one }) => ({
        ...one,
        missing: [...missing],
        encoding: segments?.encoding ?? '',
        segments: segments?.count ?? 0,
        registered: [...registered],
      })),
    };
  }
}

function draftOf({ name, channel, locale, subject, text, html, mjml }: TemplateMessage): TemplateDraft {
  return { name, channel: channelOf(channel), locale, subject, text, html, mjml };
}

function channelOf(channel: Channel): ChannelName {
  const known = CHANNEL_NAMES.find((name) => channel === wireChannel(name));
  if (known) return known;
  const message = `a template is of one of the channels ${CHANNEL_NAMES.join(', ')}`;
  throw new DomainError('INVALID_TEMPLATE', message, {
    violations: [violation('template.channel', 'unknown_value', message)],
  });
}

function toMessage({ channel, needs, retiredAt, mjml, ...template }: NeedyTemplate): TemplateMessage {
  const retired = retiredAt ? formatInstant(retiredAt) : undefined;
  return { ...template, mjml: mjml ?? '', retiredAt: retired, channel: wireChannel(channel), needs: [...needs] };
}
