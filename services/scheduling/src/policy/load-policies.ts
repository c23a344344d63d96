import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '@perennial/database/sql';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { Gauge, Registry } from 'prom-client';
import { PolicyFaults } from './policy-faults.js';
import { compilePolicy } from './policy-document.js';
import type { CompiledPolicy, StoredPolicy } from './policy.js';
import { readActivePolicies, readActiveStamp, readOlderVersions } from './policy.store.js';

/**
 * The active policies, compiled once per set of versions. One that this build cannot compile, since a newer one saved
 * it with a fact that is not known here, raises an alarm and goes on with its last version that compiles; one that has
 * none is left out. Planning goes on for all others.
 */
@Injectable()
export class LoadPolicies {
  #stamp: string | null = null;
  #compiled: readonly CompiledPolicy[] = [];
  readonly #broken: Gauge;

  constructor(
    registry: Registry,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'error'>,
    private readonly faults: PolicyFaults,
  ) {
    this.#broken = new Gauge({
      name: 'perennial_policies_not_understood',
      help: 'active policies of which this build cannot compile the newest version',
      registers: [registry],
    });
  }

  async execute(sql: Sql): Promise<readonly CompiledPolicy[]> {
    const stamp = await readActiveStamp(sql);
    if (stamp === this.#stamp) return this.#compiled;
    const active = await readActivePolicies(sql);
    const compiled = new Map<string, CompiledPolicy>();
    const broken = active.filter((row) => !this.#compile(row, compiled));
    for (const row of broken) for (const older of await readOlderVersions(sql, row)) this.#compile(older, compiled);
    for (const { name, version } of broken)
      this.logger.error(
        { policy: name, version, goesOnWith: compiled.get(name)?.version ?? null },
        'this build does not understand the policy: an older version of it stays in force, or none',
      );
    this.faults.unreadable(broken.map(({ name }) => name));
    this.#broken.set(broken.length);
    this.#compiled = [...compiled.values()];
    this.#stamp = stamp;
    return this.#compiled;
  }

  /** Keeps the policy where it compiles and no newer version did. @returns whether it compiles. */
  #compile(row: StoredPolicy, into: Map<string, CompiledPolicy>): boolean {
    if (into.has(row.name)) return true;
    const policy = compilePolicy(row.compiled, row.version);
    if (policy.ok) into.set(row.name, policy.value);
    return policy.ok;
  }
}
