import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnerName } from '@perennial/cluster/cluster-ports';
import { groupsOf, positionsOf, withAdmin, type Positions } from './kafka-admin.js';
import type { Stage } from './stage.js';

interface LeaseRow {
  position: bigint;
  epoch: bigint;
}

export interface PositionWatch {
  /** Relay epochs gained since the watch began: a new holder each. */
  epochs(name: OwnerName): number;
  stop(): Promise<void>;
}

const EVERY_MS = 100;

/** Watches relay leases and committed positions: whoever moves one of them back, such as a zombie, breaks a promise. */
export async function watchPositions(stage: Stage, services: readonly OwnerName[]): Promise<PositionWatch> {
  const first = new Map<OwnerName, LeaseRow>();
  const latest = new Map<OwnerName, LeaseRow>();
  let committed: Positions = new Map();
  const stopped = new AbortController();
  const look = async (): Promise<void> => {
    for (const name of services) {
      const [row] = await stage
        .database(name)
        .query<{ position: bigint; epoch: bigint }>(
          `select position, epoch from relay_lease where name = 'outbox'`,
          [],
        );
      const before = latest.get(name);
      if (row && before && row.position < before.position)
        stage.ledger.broken.push(
          `the relay of ${name} moved its position back from ${before.position} to ${row.position}`,
        );
      if (row && before && row.epoch < before.epoch)
        stage.ledger.broken.push(`the relay lease of ${name} went back from epoch ${before.epoch} to ${row.epoch}`);
      if (row && !first.has(name)) first.set(name, row);
      if (row) latest.set(name, row);
    }
  };
  await look();
  const watching = withAdmin(stage.cluster.brokers, async (admin) => {
    const groups = await groupsOf(admin);
    while (!stopped.signal.aborted) {
      await look();
      const now = await positionsOf(admin, groups);
      for (const [place, offset] of committed)
        if ((now.get(place) ?? 0n) < offset)
          stage.ledger.broken.push(`${place} was committed at ${offset} and then at ${now.get(place) ?? 'nothing'}`);
      committed = now;
      await sleep(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }).catch((error: unknown) => {
    stage.ledger.broken.push(`positions could not be watched: ${String(error)}`);
  });
  return {
    epochs: (name) => Number((latest.get(name)?.epoch ?? 0n) - (first.get(name)?.epoch ?? 0n)),
    async stop() {
      stopped.abort();
      await watching;
    },
  };
}
