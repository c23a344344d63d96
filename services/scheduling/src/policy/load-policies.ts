import { Injectable } from '@nestjs/common';
import type { Sql } from '@perennial/database/database';
import { compilePolicy } from './policy-document.js';
import type { CompiledPolicy } from './policy.js';
import { PolicyStore } from './policy.store.js';

/** The active policies, compiled once per set of versions. */
@Injectable()
export class LoadPolicies {
  #stamp = '';
  #compiled: readonly CompiledPolicy[] = [];

  constructor(private readonly policies: PolicyStore) {}

  async execute(sql: Sql): Promise<readonly CompiledPolicy[]> {
    const stamp = await this.policies.activeStamp(sql);
    if (stamp !== this.#stamp) {
      const rows = await this.policies.active(sql);
      this.#compiled = rows.map(({ version, compiled }) => compilePolicy(compiled, version));
      this.#stamp = stamp;
    }
    return this.#compiled;
  }
}
