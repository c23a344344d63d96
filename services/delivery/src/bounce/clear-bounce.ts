import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { Outbox } from '@perennial/events/outbox/outbox';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import type { ChannelName } from '../channel/channel.js';
import { bounceChanged } from './bounce.js';
import { clearBounce } from './bounce.store.js';

/** An address works again: a mailbox was opened anew, a fault of its server is over. */
@Injectable()
export class ClearBounce {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
  ) {}

  /** @returns false where it was not dead. */
  async execute(address: { readonly addressHmac: string; readonly channel: ChannelName }): Promise<boolean> {
    return await this.database.transaction('delivery.clear-bounce', async (tx) => {
      const now = this.clock.now();
      const cleared = await clearBounce(tx, address, now);
      if (cleared) await this.outbox.append(tx, [bounceChanged(cleared, false, now)], now);
      return cleared !== undefined;
    });
  }
}
