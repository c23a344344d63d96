import { DomainError } from '@perennial/kernel/violation';
import { failpoints } from '../failpoints.js';
import { refuseInProduction } from './production-rules.js';
import { readServiceConfig } from './service-config.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const GOOD = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/contracts',
  EVENT_LOG_URL: 'postgres://u:p@127.0.0.1:5432/events',
  SMTP_URL: 'smtp://127.0.0.1:1025',
  LINK_SIGNING_KEYS: `k1:${KEY}`,
  FIELD_ENCRYPTION_KEYS: `k2:${KEY},k1:${KEY}`,
  ADDRESS_HMAC_KEY: KEY,
};
const PORTS = { grpc: 50051, ops: 9101 };
const ALL = ['LINK_SIGNING_KEYS', 'FIELD_ENCRYPTION_KEYS', 'ADDRESS_HMAC_KEY'] as const;

function problems(change: Record<string, string | undefined>): string[] {
  try {
    readServiceConfig({ ...GOOD, ...change }, PORTS, ALL);
  } catch (error) {
    return (error as DomainError).violations.map(({ field }) => field);
  }
  return [];
}

test('takes the defaults of the surfaces', () => {
  const config = readServiceConfig(GOOD, PORTS, ALL);
  expect(config).toMatchObject({ GRPC_PORT: 50051, OPS_PORT: 9101, PERENNIAL_CLOCK: 'system', EVENT_LOG: 'postgres' });
  expect(config.FIELD_ENCRYPTION_KEYS.map(({ id }) => id)).toEqual(['k2', 'k1']);
});

test('names every problem at once', () => {
  expect(
    problems({
      DATABASE_URL: undefined,
      GRPC_PORT: '70000',
      PERENNIAL_CLOK: 'sandbox',
      LINK_SIGNING_KEYS: 'short:AAAA',
      EVENT_LOG: 'rabbit',
    }).sort(),
  ).toEqual(['DATABASE_URL', 'EVENT_LOG', 'GRPC_PORT', 'LINK_SIGNING_KEYS', 'PERENNIAL_CLOK'].sort());
});

test.each([
  ['CONTRACTS_GRPC_URL', 'http://x'],
  ['PUBLIC_URL', 'ftp://x'],
  ['ADDRESS_HMAC_KEY', 'abc'],
  ['PERENNIAL_SANDBOX_START', '2024-07-01'],
  ['LOG_LEVEL', 'loud'],
])('refuses %s=%s', (name, value) => {
  expect(problems({ [name]: value })).toEqual([name]);
});

test('a peer is one address, or the IPv4 addresses of several replicas', () => {
  const good = ['contracts:50051', '127.0.0.1:50051', '127.0.0.1:50051,127.0.0.1:50151,10.0.0.7:50051'];
  expect(good.flatMap((value) => problems({ PAYMENTS_GRPC_URL: value }))).toEqual([]);
  const bad = [
    '127.0.0.1:50051,',
    ',127.0.0.1:50051',
    'a:1,b:2',
    '127.0.0.1',
    '127.0.0.1:50051;127.0.0.1:50151',
    'ipv4:127.0.0.1:50051',
  ];
  expect(bad.map((value) => problems({ PAYMENTS_GRPC_URL: value }))).toEqual(bad.map(() => ['PAYMENTS_GRPC_URL']));
});

test('a secret that a service does not need is neither asked for nor kept', () => {
  const { FIELD_ENCRYPTION_KEYS: _unasked, ...rest } = GOOD;
  expect(readServiceConfig(rest, PORTS, ['LINK_SIGNING_KEYS'])).toMatchObject({
    FIELD_ENCRYPTION_KEYS: [],
    ADDRESS_HMAC_KEY: '',
  });
  expect(readServiceConfig(rest, PORTS, ['LINK_SIGNING_KEYS']).LINK_SIGNING_KEYS).toHaveLength(1);
});

test('production has neither sandbox clock nor failpoints', () => {
  const production = { NODE_ENV: 'production', PERENNIAL_CLOCK: 'system' as const, PERENNIAL_FAILPOINTS: undefined };
  expect(() => refuseInProduction(production)).not.toThrow();
  expect(() => refuseInProduction({ ...production, PERENNIAL_CLOCK: 'sandbox' })).toThrow(/PERENNIAL_CLOCK/);
  expect(() => refuseInProduction({ ...production, PERENNIAL_FAILPOINTS: 'a=kill' })).toThrow(/PERENNIAL_FAILPOINTS/);
});

test('a failpoint acts at its n-th passing and nowhere else', () => {
  const signals: string[] = [];
  const hook = failpoints('a.before-commit=kill@2, b=throw, c=stop', (name) => {
    signals.push(name);
  });
  void hook('a.before-commit');
  void hook('a.after-commit');
  expect(signals).toEqual([]);
  void hook('a.before-commit');
  void hook('a.before-commit');
  void hook('c');
  expect(signals).toEqual(['SIGKILL', 'SIGSTOP']);
  expect(() => hook('b')).toThrow('failpoint b');
  expect(() => failpoints('a=explode')).toThrow(/PERENNIAL_FAILPOINTS/);
});
