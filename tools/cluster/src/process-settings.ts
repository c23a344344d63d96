import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterDatabaseUrls } from './cluster-databases.js';
import { OWNERS, type ClusterPorts, type OwnerName, type ProcessName, type ServiceName } from './cluster-ports.js';

/** Settings of one process, and where to find it. */
export interface ProcessSettings {
  readonly main: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly opsUrl: string;
  readonly grpcAddress: string;
  readonly readyUrl: string;
}

/** All that the settings of the processes are made of. */
export interface ClusterPlan {
  readonly dataDir: string;
  readonly ports: ClusterPorts;
  readonly replicas: Readonly<Record<ServiceName, number>>;
  readonly clock: 'sandbox' | 'system';
  readonly sandboxStart: string | undefined;
  readonly sample: boolean;
  /** Broker addresses, empty on the PostgreSQL log. */
  readonly brokers: string;
  readonly databases: ClusterDatabaseUrls;
  readonly keys: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly environmentOf: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;
}

const SERVICES = fileURLToPath(new URL('../../../services/', import.meta.url));
const upper = (name: string): string => name.toUpperCase();

/** gRPC addresses of all first replicas of a service; calls take turns among them. */
export function peerAddress(plan: ClusterPlan, service: OwnerName): string {
  return Array.from(
    { length: plan.replicas[service] },
    (_, replica) => `127.0.0.1:${plan.ports.grpc(service, replica)}`,
  ).join(',');
}

/** Where the cluster's processes follow the sandbox clock: `name.replica` to ops URL. */
export function participantUrls(plan: ClusterPlan): Map<string, string> {
  const urls = new Map<string, string>(
    OWNERS.flatMap((name) =>
      Array.from(
        { length: plan.replicas[name] },
        (_, replica) => [`${name}-${replica}`, opsUrl(plan, name, replica)] as const,
      ),
    ),
  );
  return plan.sample ? urls.set('feeder', opsUrl(plan, 'feeder', 0)) : urls;
}

/** The settings of one replica. */
export function processSettings(plan: ClusterPlan, name: ProcessName, replica: number): ProcessSettings {
  if (name === 'catcher') return catcher(plan);
  const ops = opsUrl(plan, name, replica);
  const main = join(SERVICES, name === 'feeder' ? 'standalone/dist/feeder/main.js' : `${name}/dist/main.js`);
  const grpcAddress = isOwner(name) ? `127.0.0.1:${plan.ports.grpc(name, replica)}` : '';
  return {
    main,
    environment: {
      ...environmentFor(plan, name, replica),
      ...plan.environment,
      ...(name === 'feeder' ? {} : plan.environmentOf[name]),
    },
    opsUrl: ops,
    grpcAddress,
    readyUrl: `${ops}/readyz`,
  };
}

function environmentFor(
  plan: ClusterPlan,
  name: Exclude<ProcessName, 'catcher'>,
  replica: number,
): Record<string, string> {
  const { ports, clock } = plan;
  const peers = Object.fromEntries(OWNERS.map((owner) => [`${upper(owner)}_GRPC_URL`, peerAddress(plan, owner)]));
  const all = { ...peers, PERENNIAL_CLOCK: clock, OPS_PORT: String(ports.ops(name, replica)), LOG_LEVEL: 'info' };
  if (name === 'feeder') return { ...all, CONTRACTS_OPS_URL: opsUrl(plan, 'contracts', 0) };
  if (name === 'console') {
    const participants = [...participantUrls(plan)].map(([participant, url]) => `${participant}=${url}`).join(',');
    return {
      ...all,
      HTTP_PORT: String(ports.http(replica)),
      SANDBOX_PARTICIPANTS: participants,
      PUBLIC_URL: `http://127.0.0.1:${ports.http()}`,
      ...(ownMail(plan) ? { MAIL_CATCHER_URL: `http://127.0.0.1:${ports.catcher.page}` } : {}),
    };
  }
  return {
    ...all,
    ...plan.keys,
    ...eventLog(plan),
    DATABASE_URL: plan.databases[name],
    GRPC_PORT: String(ports.grpc(name, replica)),
    GRPC_REFLECTION: 'on',
    ...(plan.sandboxStart && clock === 'sandbox' ? { PERENNIAL_SANDBOX_START: plan.sandboxStart } : {}),
    PUBLIC_URL: `http://127.0.0.1:${ports.http()}`,
    ...(ownMail(plan) ? { SMTP_URL: `smtp://127.0.0.1:${ports.catcher.smtp}` } : {}),
  };
}

function eventLog({ brokers, databases }: ClusterPlan): Record<string, string> {
  if (!brokers) return { EVENT_LOG: 'postgres', EVENT_LOG_URL: databases.events ?? '' };
  return { EVENT_LOG: 'kafka', KAFKA_BROKERS: brokers };
}

/** Whether mails go to the cluster's own catcher: nobody said where else. */
export function ownMail({ environment, environmentOf }: Pick<ClusterPlan, 'environment' | 'environmentOf'>): boolean {
  const said = { ...environment, ...environmentOf.delivery };
  return !said['SMTP_URL'] && !said['HTTP_PROVIDER_URL'];
}

function catcher({ dataDir, ports }: ClusterPlan): ProcessSettings {
  const { smtp, page } = ports.catcher;
  const url = `http://127.0.0.1:${page}`;
  return {
    main: join(SERVICES, 'standalone/dist/catcher/main.js'),
    opsUrl: url,
    grpcAddress: '',
    readyUrl: `${url}/api/healthz`,
    environment: { PERENNIAL_DATA: dataDir, SMTP_PORT: String(smtp), HTTP_PORT: String(page) },
  };
}

function opsUrl(plan: ClusterPlan, name: Exclude<ProcessName, 'catcher'>, replica: number): string {
  return `http://127.0.0.1:${plan.ports.ops(name, replica)}`;
}

function isOwner(name: ProcessName): name is OwnerName {
  return (OWNERS as readonly string[]).includes(name);
}
