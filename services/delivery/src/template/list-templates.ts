import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { Template } from './template.js';
import { allTemplates } from './template.store.js';

/** Every version of every template, by name, locale and version. */
@Injectable()
export class ListTemplates {
  constructor(private readonly database: Database) {}

  async execute(): Promise<Template[]> {
    return await allTemplates(this.database);
  }
}
