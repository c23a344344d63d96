import type { Database } from '@perennial/database/database';

/** The right to publish: valid until `untilMs` on the monotonic clock, moved only under its epoch. */
export interface Lease {
  readonly epoch: bigint;
  readonly position: bigint;
  readonly untilMs: number;
}

export const LEASE_MS = 3_000;

/**
 * One relay per service holds the lease row; a stopped holder loses it when its time is over (protocol.md, Outbox). Who
 * holds it is flushed to disk; how far it came is not waited for, since rows published twice are dropped by inboxes.
 */
export class RelayLease {
  constructor(
    private readonly database: Database,
    private readonly positions: Database,
    private readonly holder: string,
    private readonly monotonic: () => number,
  ) {}

  /** @returns the lease when it was free, expired or already ours; otherwise undefined. */
  async acquire(): Promise<Lease | undefined> {
    const before = this.monotonic();
    const [row] = await this.database.query<{ epoch: bigint; position: bigint }>(
      `update relay_lease set epoch = epoch + case when holder is distinct from $1::uuid or until < clock_timestamp()
       then 1 else 0 end,
         holder = $1::uuid, until = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
       where name = 'outbox' and (holder is null or holder = $1::uuid or until < clock_timestamp())
       returning epoch, position`,
      [this.holder, LEASE_MS],
    );
    return row && { epoch: row.epoch, position: row.position, untilMs: before + LEASE_MS };
  }

  /** Moves the position and prolongs the lease. @returns the lease, or undefined when another holder has it. */
  async advance(lease: Lease, position: bigint): Promise<Lease | undefined> {
    const before = this.monotonic();
    const moved = await this.positions.execute(
      `update relay_lease set position = $3, until = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
       where name = 'outbox' and holder = $1::uuid and epoch = $2`,
      [this.holder, lease.epoch, position, LEASE_MS],
    );
    return moved === 1 ? { epoch: lease.epoch, position, untilMs: before + LEASE_MS } : undefined;
  }

  /** Frees the lease at shutdown, so that a successor need not wait. */
  async release(): Promise<void> {
    await this.database.execute(
      `update relay_lease set holder = null, until = clock_timestamp() where name = 'outbox' and holder = $1::uuid`,
      [this.holder],
    );
  }
}
