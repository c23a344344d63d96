import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { newEvent, type NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import { formatInstant } from '@perennial/kernel/instant';
import type { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { WorkSignal } from '@perennial/service/work/work-signal';
import { LoadSwitches } from './load-switches.js';
import type { SendingSwitch } from './sending-switch.js';
import { turnSwitch } from './switch.store.js';

/** Turns a provider, a channel or everything on, off or to a dry run, until it is turned again. */
@Injectable()
export class SaveSwitch {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly current: LoadSwitches,
    private readonly workSignal: WorkSignal,
  ) {}

  async execute(wanted: Omit<SendingSwitch, 'turnedAt'>): Promise<SendingSwitch> {
    return await this.database.transaction('delivery.switch', async (tx) => {
      const now = this.clock.now();
      const turned = { ...wanted, turnedAt: now };
      if (await turnSwitch(tx, turned)) await this.outbox.append(tx, [switchChanged(turned)], now);
      tx.afterCommit(() => this.current.forget());
      tx.afterCommit(this.workSignal.waking('send-messages'));
      return turned;
    });
  }
}

function switchChanged({ scope, mode, reason, turnedAt }: SendingSwitch): NewEvent {
  const channel = scope.startsWith('channel:') ? `CHANNEL_${scope.slice('channel:'.length)}` : 'CHANNEL_UNSPECIFIED';
  return newEvent('provider.changed', {
    provider: scope.startsWith('provider:') ? scope.slice('provider:'.length) : scope,
    channel: channel as Channel,
    state: mode,
    reason,
    changedAt: formatInstant(turnedAt),
    processId: '',
  });
}
