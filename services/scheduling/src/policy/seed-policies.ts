import { readFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { readPolicy } from './policy-document.js';
import { insertMissingPresets } from './policy.store.js';

/** The policies that a fresh system starts with. */
export const PRESETS = ['auto-renew', 'auto-renew-monthly', 'trial', 'free', 'perpetual', 'vip', 'monthly', 'standard'];

/**
 * Installs the presets that are missing at boot; one that was changed keeps its own versions. At a first start no
 * template has been heard of yet: a test holds what presets name against what delivery ships.
 */
@Injectable()
export class SeedPolicies implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.execute();
  }

  async execute(): Promise<void> {
    const presets = await Promise.all(
      PRESETS.map(async (name) => {
        const document = await readFile(new URL(`./presets/${name}.yaml`, import.meta.url), 'utf8');
        const broken = (violations: readonly unknown[]) =>
          new DomainError('BAD_PRESET', `preset ${name}: ${JSON.stringify(violations)}`);
        return { document, policy: orThrow(readPolicy(document, []), broken) };
      }),
    );
    await this.database.transaction('scheduling.seed-policies', (tx) =>
      insertMissingPresets(tx, presets, this.clock.now()),
    );
  }
}
