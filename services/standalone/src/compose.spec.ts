import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConsoleConfig } from '@perennial/console/config';
import { contractsService } from '@perennial/contracts/service';
import { serverArguments } from '@perennial/database/embedded/server-settings';
import { deliveryService } from '@perennial/delivery/service';
import { paymentsService } from '@perennial/payments/service';
import { schedulingService } from '@perennial/scheduling/service';
import { refuseInProduction } from '@perennial/service/config/production-rules';
import { readServiceConfig, type Secret } from '@perennial/service/config/service-config';
import { parse } from 'yaml';
import { portPlan } from './port-plan.js';

interface ComposeService {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: string | readonly string[];
  readonly ports?: readonly string[];
  readonly network_mode?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly build?: { readonly target: string };
  readonly env_file?: readonly { readonly path: string; readonly required: boolean }[];
  readonly volumes?: readonly string[];
}

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const text = read('docker-compose.yml');
const dockerfile = read('deploy/Dockerfile');
const services = (parse(text, { merge: true }) as { services: Record<string, ComposeService> }).services;
const DEFINITIONS = [contractsService, schedulingService, deliveryService, paymentsService];
const SECRETS: readonly Secret[] = ['LINK_SIGNING_KEYS', 'FIELD_ENCRYPTION_KEYS', 'ADDRESS_HMAC_KEY'];
const ours = [...DEFINITIONS.map(({ name }) => name), 'console'];
const plan = portPlan(0, 8080);

/** What somebody has in .env: the secrets as fill-env.sh makes them, and the three settings that nobody can guess. */
const dotEnv = Object.fromEntries([
  ...execFileSync('sh', [fileURLToPath(new URL('deploy/compose/fill-env.sh', root))], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  ['PUBLIC_URL', 'https://renewals.example.org'],
  ['MAIL_FROM', 'renewals@example.org'],
  ['SMTP_URL', 'smtp://mail:1025'],
]);

/** `${NAME:?…}`, `${NAME:-default}` and `${NAME:+instead}`, the only forms this file uses. */
function fill(value: string, variables: Readonly<Record<string, string>>): string {
  return value.replaceAll(/\$\{(\w+):([?+-])([^}]*)\}/g, (_all, variable: string, kind: string, rest: string) => {
    const set = variables[variable];
    if (kind === '+') return set ? rest : '';
    return set ?? (kind === '-' ? rest : '');
  });
}

function environmentOf(name: string, variables: Readonly<Record<string, string>> = dotEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, fill(value, variables)]),
  );
}

/** The lines of the image's last stage. */
function imageOf(name: string): string {
  return dockerfile.slice(dockerfile.indexOf(`FROM runtime AS ${name}\n`)).split('\n\n')[0] ?? '';
}

describe.each(DEFINITIONS)('$name in docker-compose.yml', (definition) => {
  const { NODE_OPTIONS: _ofNode, ...environment } = environmentOf(definition.name, {
    ...dotEnv,
    PROVIDERS_FILE: './providers.yaml',
  });
  const settings = () =>
    readServiceConfig({ ...environment, NODE_ENV: 'production' }, { grpc: 0, ops: 0 }, definition.secrets);

  test('sets only names that the service reads, and exactly the secrets that it needs', () => {
    const config = settings();
    expect(Object.keys(environment).filter((name) => !(name in config))).toEqual([]);
    expect(SECRETS.filter((secret) => secret in environment).sort()).toEqual([...definition.secrets].sort());
    expect(() => refuseInProduction(config)).not.toThrow();
    expect(config.EVENT_LOG).toBe('kafka');
  });

  test('listens on its ports, and so does its image', () => {
    const config = settings();
    expect({ grpc: config.GRPC_PORT, ops: config.OPS_PORT }).toEqual(definition.ports);
    expect(imageOf(definition.name)).toContain(
      `ENV GRPC_PORT=${definition.ports.grpc} OPS_PORT=${definition.ports.ops}\nEXPOSE ${definition.ports.grpc} ${definition.ports.ops}\n`,
    );
  });

  test('has a database and a role of its own name', () => {
    const { username, hostname, pathname, password } = new URL(environment['DATABASE_URL'] ?? '');
    expect({ username, hostname, pathname }).toEqual({
      username: definition.name,
      hostname: 'postgres',
      pathname: `/${definition.name}`,
    });
    expect(password).toBe(dotEnv[`${definition.name.toUpperCase()}_DB_PASSWORD`]);
    expect(environmentOf('postgres')[`${definition.name.toUpperCase()}_DB_PASSWORD`]).toBe(password);
  });
});

test('delivery alone gets a file of providers and the credentials that it names (C-01)', () => {
  const { env_file: files, volumes } = services['delivery'] ?? {};
  const given = { ...dotEnv, PROVIDERS_FILE: './providers.yaml' };
  const mounted = environmentOf('delivery', given)['PROVIDERS_FILE'];
  expect(volumes?.map((volume) => fill(volume, given))).toEqual([`./providers.yaml:${mounted}:ro`]);
  expect(environmentOf('delivery')['PROVIDERS_FILE']).toBe('');
  expect(volumes?.map((volume) => fill(volume, dotEnv))).toEqual([`/dev/null:${mounted}:ro`]);
  expect(files).toEqual([{ path: 'providers.env', required: false }]);
  const others = Object.entries(services).filter(([name, { env_file: own }]) => name !== 'delivery' && own);
  expect(others).toEqual([]);
  // Neither of them gets into an image or the repository.
  expect(read('.gitignore').split('\n')).toEqual(expect.arrayContaining(['/providers.env', '/providers.yaml']));
  expect(read('.dockerignore').split('\n')).not.toContain('!providers.yaml');
});

test('the console has only names that it reads, and its ports', () => {
  const environment = environmentOf('console');
  const config = readConsoleConfig({ ...environment, NODE_ENV: 'production' });
  expect(Object.keys(environment).filter((name) => !(name in config))).toEqual([]);
  expect({ http: config.HTTP_PORT, ops: config.OPS_PORT }).toEqual({ http: plan.http, ops: plan.consoleOps });
  expect(imageOf('console')).toContain(`ENV HTTP_PORT=${plan.http} OPS_PORT=${plan.consoleOps}\n`);
});

test.each([...ours, 'auditor'])(
  '%s is built for its target, cannot write, has no rights, and shares the loopback of the pod',
  (name) => {
    expect(services[name]).toMatchObject({
      build: { target: name === 'auditor' ? 'tools' : name },
      network_mode: 'service:pod',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.any(String),
    });
    if (ours.includes(name))
      expect(imageOf(name)).toContain(`COPY --from=assemble-${name} /out /app\nWORKDIR /app/services/${name}`);
  },
);

test('every image is pinned, and every published port is on the loopback of the host', () => {
  const images = [
    ...Object.values(services).map(({ image }) => image),
    /NODE_IMAGE=(\S+)/.exec(dockerfile.replace(/#.*\n/g, ''))?.[1] ?? '',
  ];
  expect(
    images.filter((image) => !/:(\d+\.\d+(\.\d+)?(-[\w.-]+)?|\$\{PERENNIAL_VERSION:-\d+\.\d+\.\d+\})$/.test(image)),
  ).toEqual([]);
  const ports = Object.values(services).flatMap(({ ports: published = [] }) => published);
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});

test('the example lists every variable that compose demands, and no other', () => {
  const demanded = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
  expect([...demanded].sort()).toEqual(
    [...read('deploy/compose/env.example').matchAll(/^(\w+)=$/gm)].map(([, name]) => name).sort(),
  );
  expect(text.match(/\$\{\w*(PASSWORD|KEY)\w*:?-/)).toBeNull();
});

test('the door leads to the console and to health and metrics of every ops port', () => {
  const caddyfile = read('deploy/compose/Caddyfile');
  expect(caddyfile).toContain(`reverse_proxy 127.0.0.1:${plan.http}`);
  const doors = [...caddyfile.matchAll(/import ops (\w+) (\d+)/g)].map(([, name, port]) => [name, Number(port)]);
  expect(doors).toEqual([...Object.entries(plan.ops), ['console', plan.consoleOps], ['auditor', 9109]]);
  expect(services['auditor']?.command).toEqual(['tools/auditor/dist/main.js', '--serve', '9109']);
});

test('PostgreSQL has the settings of the embedded one', () => {
  const embedded = new Map(
    serverArguments(5432)
      .filter((word) => word !== '-c')
      .map((word) => word.split('=') as [string, string]),
  );
  const given = (services['postgres']?.command as string[])
    .slice(1)
    .map((word) => word.replace(/^--/, '').split('=') as [string, string]);
  expect(given.filter(([name, value]) => embedded.has(name) && embedded.get(name) !== value)).toEqual([]);
  const tuned = [
    'max_connections',
    'shared_buffers',
    'max_wal_size',
    'max_locks_per_transaction',
    'random_page_cost',
    'autovacuum_naptime',
    'max_parallel_workers_per_gather',
    'jit',
    'timezone',
    'log_timezone',
  ];
  expect(tuned.filter((name) => !given.some(([known]) => known === name))).toEqual([]);
});

test('Kafka makes no topic by itself', () => {
  expect(environmentOf('kafka')).toMatchObject({ KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false' });
});
