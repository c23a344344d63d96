import { describeLog, locateLog } from './log-location.js';

const running = { dataDir: '/d', databases: { events: 'postgres://u:secret@127.0.0.1:1/e' }, brokers: undefined };
const locate = (environment: Record<string, string>, system: Parameters<typeof locateLog>[1] = running) =>
  locateLog(environment, system, 'spec');

test('the environment names the log, EVENT_LOG decides between two, else the running system does', () => {
  expect(locate({ KAFKA_BROKERS: 'a:1,b:2' })).toEqual({
    kind: 'kafka',
    connection: { brokers: ['a:1', 'b:2'], tls: false, clientId: 'spec' },
  });
  expect(locate({ EVENT_LOG_URL: 'postgres://x/y' })).toEqual({ kind: 'postgres', url: 'postgres://x/y' });
  expect(locate({ KAFKA_BROKERS: 'a:1', EVENT_LOG_URL: 'postgres://x/y', EVENT_LOG: 'postgres' })).toMatchObject({
    kind: 'postgres',
  });
  expect(locate({ KAFKA_BROKERS: 'a:1', EVENT_LOG_URL: 'postgres://x/y', EVENT_LOG: 'kafka' })).toMatchObject({
    kind: 'kafka',
  });
  expect(locate({})).toEqual({ kind: 'postgres', url: running.databases.events });
  expect(locate({}, { ...running, databases: {}, brokers: 'c:3' })).toMatchObject({
    kind: 'kafka',
    connection: { brokers: ['c:3'] },
  });
  expect(locateLog({}, undefined, 'spec')).toBeUndefined();
});

test('a login and TLS are taken over', () => {
  expect(
    locate({
      KAFKA_BROKERS: 'a:1',
      KAFKA_TLS: 'on',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_USERNAME: 'u',
      KAFKA_PASSWORD: 'p',
    }),
  ).toEqual({
    kind: 'kafka',
    connection: {
      brokers: ['a:1'],
      tls: true,
      clientId: 'spec',
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
    },
  });
});

test('every bad setting is named at once', () => {
  expect(() => locate({ KAFKA_BROKERS: 'nowhere', KAFKA_TLS: 'maybe', KAFKA_SASL_MECHANISM: 'kerberos' })).toThrow(
    /KAFKA_BROKERS.*KAFKA_TLS.*KAFKA_SASL_MECHANISM.*KAFKA_USERNAME and KAFKA_PASSWORD/,
  );
  expect(() => locate({ EVENT_LOG: 'rabbit' })).toThrow('EVENT_LOG must be kafka or postgres');
});

test('a log is named without its password', () => {
  expect(describeLog({ kind: 'postgres', url: 'postgres://u:secret@h:1/e' })).toBe('the log in PostgreSQL at h:1/e');
  expect(describeLog({ kind: 'postgres', url: 'secret' })).toBe('the log in PostgreSQL at a URL that cannot be read');
});
