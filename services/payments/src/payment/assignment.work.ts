import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import type { DueWork } from '@perennial/service/work/due-work';
import { AssignOwners } from './assign-owners.js';

/**
 * Due as soon as a payment's unknown term has arrived. A look at waiting payments, not a step of the wave: so no race
 * loses one.
 */
@Injectable()
export class AssignmentWork implements DueWork {
  readonly name = 'assign-owners';

  constructor(private readonly assignOwners: AssignOwners) {}

  run(now: Instant): Promise<number> {
    return this.assignOwners.execute(now);
  }

  nextDue(): Promise<Instant | null> {
    return this.assignOwners.nextDue();
  }
}
