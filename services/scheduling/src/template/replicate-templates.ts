import { Injectable } from '@nestjs/common';
import type { Transaction } from '@perennial/database/sql';
import type { TemplateChanged } from '@perennial/proto/gen/perennial/events/v1/deliveries';
import { templateOf } from './template.js';
import { insertTemplates } from './template.store.js';

/** Keeps the replica of which templates delivery has: a policy that names another is refused when it is saved. */
@Injectable()
export class ReplicateTemplates {
  async execute(tx: Transaction, changed: readonly TemplateChanged[]): Promise<void> {
    await insertTemplates(
      tx,
      changed.flatMap((payload) => templateOf(payload) ?? []),
    );
  }
}
