import { REPLICA_STEP } from '@perennial/processes/free-offset';

export const OWNERS = ['contracts', 'scheduling', 'delivery', 'payments'] as const;
/** A service that owns a database. */
export type OwnerName = (typeof OWNERS)[number];
/** Whatever can have replicas. */
export type ServiceName = OwnerName | 'console';
/** Whatever is a process of the cluster: the services, and the sample's feeder and mail catcher. */
export type ProcessName = ServiceName | 'feeder' | 'catcher';

const GRPC: Readonly<Record<OwnerName, number>> = {
  contracts: 50051,
  scheduling: 50053,
  delivery: 50054,
  payments: 50055,
};
const OPS: Readonly<Record<OwnerName | 'console' | 'feeder', number>> = {
  contracts: 9101,
  scheduling: 9103,
  delivery: 9104,
  payments: 9105,
  console: 9107,
  feeder: 9108,
};
const HTTP = 8080;

/** Ports of one kind stay clear of the next kind. */
export const MOST_REPLICAS = 5;
/** The highest port, of the fifth replica of payments, is 50455: this offset still leaves it a port. */
export const MOST_OFFSET = 15_000;

/** The ports of surfaces.md; each further replica's lie 100 higher, and all of them move by one offset. */
export class ClusterPorts {
  constructor(private readonly offset: number) {}

  grpc(service: OwnerName, replica = 0): number {
    return this.#at(GRPC[service], replica);
  }

  ops(name: keyof typeof OPS, replica = 0): number {
    return this.#at(OPS[name], replica);
  }

  http(replica = 0): number {
    return this.#at(HTTP, replica);
  }

  get catcher(): { readonly smtp: number; readonly page: number } {
    return { smtp: this.#at(1025, 0), page: this.#at(1080, 0) };
  }

  #at(port: number, replica: number): number {
    return port + replica * REPLICA_STEP + this.offset;
  }
}
