import { Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import type { SendingSwitch } from './sending-switch.js';
import { allSwitches } from './switch.store.js';

/** Every switch that was ever turned, as it stands. */
@Injectable()
export class ListSwitches {
  constructor(private readonly database: Database) {}

  async execute(): Promise<SendingSwitch[]> {
    return await allSwitches(this.database);
  }
}
