import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { Controller } from '@nestjs/common';
import {
  TemplateServiceControllerMethods,
  type ListTemplatesResponse,
  type SaveTemplateRequest,
  type SaveTemplateResponse,
  type Template as TemplateMessage,
  type TemplateServiceController,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { DomainError, violation } from '@perennial/kernel/violation';
import { ListTemplates } from './list-templates.js';
import type { Template } from './template.js';
import { SaveTemplate } from './save-template.js';

@Controller()
@TemplateServiceControllerMethods()
export class TemplateGrpc implements TemplateServiceController {
  constructor(
    private readonly list: ListTemplates,
    private readonly save: SaveTemplate,
  ) {}

  async listTemplates(): Promise<ListTemplatesResponse> {
    return { templates: (await this.list.execute()).map(toMessage) };
  }

  async saveTemplate({ template }: SaveTemplateRequest): Promise<SaveTemplateResponse> {
    if (!template)
      throw new DomainError('INVALID_TEMPLATE', 'a template is required', {
        violations: [violation('template', 'required', 'a template is required')],
      });
    const { name, locale, subject, text, html } = template;
    return { template: toMessage(await this.save.execute({ name, locale, subject, text, html })) };
  }
}

function toMessage(template: Template): TemplateMessage {
  return { ...template, channel: Channel.CHANNEL_EMAIL, needs: [] };
}
