/** The ports of surfaces.md, all moved by one offset, so that two standalones can run side by side. */
export interface PortPlan {
  readonly http: number;
  readonly consoleOps: number;
  readonly feederOps: number;
  readonly catcherSmtp: number;
  readonly catcherPage: number;
  readonly grpc: Readonly<Record<ServiceName, number>>;
  readonly ops: Readonly<Record<ServiceName, number>>;
}

export const SERVICE_NAMES = ['contracts', 'scheduling', 'delivery', 'payments'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export function portPlan(offset: number, http: number): PortPlan {
  const at = (port: number): number => port + offset;
  return {
    http: at(http),
    consoleOps: at(9107),
    feederOps: at(9108),
    catcherSmtp: at(1025),
    catcherPage: at(1080),
    grpc: { contracts: at(50051), scheduling: at(50053), delivery: at(50054), payments: at(50055) },
    ops: { contracts: at(9101), scheduling: at(9103), delivery: at(9104), payments: at(9105) },
  };
}
