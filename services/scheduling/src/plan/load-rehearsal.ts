import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { Instant } from '@perennial/kernel/instant';
import { orThrow } from '@perennial/kernel/result';
import { DomainError } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { capWarnings } from '../policy/cap-warnings.js';
import { compilePolicy } from '../policy/policy-document.js';
import type { CompiledPolicy } from '../policy/policy.js';
import type { PolicyRehearsal } from '../policy/policy-rehearsal.js';
import { SavePolicy } from '../policy/save-policy.js';
import { readExpiringTerms } from '../term/term.store.js';
import { rehearse, type Rehearsal } from './rehearsal.js';
import { LoadPlanInputs } from './load-plan-inputs.js';

const PAGE = 250;
/** Terms that are looked at: a question must not keep a server busy for minutes. */
const MOST_TERMS = 5_000;

/** Tells what saving a document would change of what is planned now, by the same pure plan; nothing is written. */
@Injectable()
export class LoadRehearsal implements PolicyRehearsal {
  constructor(
    private readonly database: Database,
    private readonly save: SavePolicy,
    private readonly inputs: LoadPlanInputs,
    private readonly clock: BusinessClock,
  ) {}

  /** Throws INVALID_POLICY. */
  async execute(document: string): Promise<Rehearsal & { warnings: string[] }> {
    const read = await this.save.read(document);
    const broken = (why: string) => new DomainError('INVALID_POLICY', why);
    const policy = orThrow(compilePolicy(read, LARGEST_VERSION), broken);
    const now = this.clock.now();
    let total = rehearse([], policy, now);
    for (let after: string | null = null; total.terms < MOST_TERMS;) {
      const page: { last: string | null; run: Rehearsal } = await this.#page(policy, after, now, total);
      total = page.run;
      if (page.last === null) break;
      after = page.last;
    }
    return { ...total, warnings: capWarnings(read) };
  }

  async #page(
    policy: CompiledPolicy,
    after: string | null,
    now: Instant,
    before: Rehearsal,
  ): Promise<{ last: string | null; run: Rehearsal }> {
    return await this.database.transaction('scheduling.rehearse-policy', async (tx) => {
      const terms = await readExpiringTerms(tx, after, PAGE);
      const run = rehearse(await this.inputs.execute(tx, terms), policy, now, before);
      return { last: terms.length < PAGE ? null : (terms.at(-1)?.termId ?? null), run };
    });
  }
}

/** Stands for the version that saving would give. */
const LARGEST_VERSION = 2_147_483_647;
