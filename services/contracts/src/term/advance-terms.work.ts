import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { DueWork } from '@perennial/service/work/due-work';
import { AdvanceTerms } from './advance-terms.js';

@Injectable()
export class AdvanceTermsWork implements DueWork {
  readonly name = 'advance-terms';

  constructor(
    private readonly advanceTerms: AdvanceTerms,
    private readonly clock: BusinessClock,
  ) {}

  async run(now: Instant): Promise<number> {
    return await this.advanceTerms.execute(now);
  }

  async nextDue(): Promise<Instant | null> {
    return await this.advanceTerms.nextDue(this.clock.now());
  }
}
