import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { Controller } from '@nestjs/common';
import {
  TemplateServiceControllerMethods,
  type ListTemplatesResponse,
  type RetireTemplateRequest,
  type RetireTemplateResponse,
  type SaveTemplateRequest,
  type SaveTemplateResponse,
  type Template as TemplateMessage,
  type TemplateServiceController,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { formatInstant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';
import { CHANNEL_NAMES, type ChannelName } from '../channel/channel.js';
import { wireChannel } from '../channel/wire-channel.js';
import { ListTemplates } from './list-templates.js';
import type { NeedyTemplate } from './template.js';
import { RetireTemplate } from './retire-template.js';
import { SaveTemplate } from './save-template.js';

@Controller()
@TemplateServiceControllerMethods()
export class TemplateGrpc implements TemplateServiceController {
  constructor(
    private readonly list: ListTemplates,
    private readonly save: SaveTemplate,
    private readonly retire: RetireTemplate,
  ) {}

  async listTemplates(): Promise<ListTemplatesResponse> {
    return { templates: (await this.list.execute()).map(toMessage) };
  }

  async saveTemplate({ template }: SaveTemplateRequest): Promise<SaveTemplateResponse> {
    if (!template)
      throw new DomainError('INVALID_TEMPLATE', 'a template is required', {
        violations: [violation('template', 'required', 'a template is required')],
      });
    const { name, locale, subject, text, html, mjml } = template;
    const channel = channelOf(template.channel);
    const saved = await this.save.execute({ name, channel, locale, subject, text, html, mjml });
    return { template: toMessage(saved.template), warnings: [...saved.warnings] };
  }

  async retireTemplate({ name, channel, locale }: RetireTemplateRequest): Promise<RetireTemplateResponse> {
    const key = { name, channel: channelOf(channel), locale: locale === '' ? null : locale };
    return { templates: (await this.retire.execute(key)).map(toMessage) };
  }
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
