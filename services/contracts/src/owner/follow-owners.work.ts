import { Injectable } from '@nestjs/common';
import type { Instant } from '@perennial/kernel/instant';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { DueWork } from '@perennial/service/work/due-work';
import { FollowOwners } from './follow-owners.js';

@Injectable()
export class FollowOwnersWork implements DueWork {
  readonly name = 'follow-owners';

  constructor(
    private readonly followOwners: FollowOwners,
    private readonly clock: BusinessClock,
  ) {}

  async run(now: Instant): Promise<number> {
    return await this.followOwners.execute(now);
  }

  async nextDue(): Promise<Instant | null> {
    return await this.followOwners.nextDue(this.clock.now());
  }
}
