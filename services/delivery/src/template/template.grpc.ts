import { Controller } from '@nestjs/common';
import {
  TemplateServiceControllerMethods,
  type ListTemplatesResponse,
  type SaveTemplateRequest,
  type SaveTemplateResponse,
  type TemplateServiceController,
} from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import { DomainError, violation } from '@perennial/kernel/violation';
import { ListTemplates } from './list-templates.js';
import { SaveTemplate } from './save-template.js';

@Controller()
@TemplateServiceControllerMethods()
export class TemplateGrpc implements TemplateServiceController {
  constructor(
    private readonly list: ListTemplates,
    private readonly save: SaveTemplate,
  ) {}

  async listTemplates(): Promise<ListTemplatesResponse> {
    return { templates: await this.list.execute() };
  }

  async saveTemplate({ template }: SaveTemplateRequest): Promise<SaveTemplateResponse> {
    if (!template)
      throw new DomainError('INVALID_TEMPLATE', 'a template is required', {
        violations: [violation('template', 'required', 'a template is required')],
      });
    const { name, locale, subject, text, html } = template;
    return { template: await this.save.execute({ name, locale, subject, text, html }) };
  }
}
