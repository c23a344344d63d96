import { DomainError } from '@perennial/kernel/violation';
import { readServiceConfig, type ServiceConfig } from './service-config.js';

const DATABASE_URL = 'postgres://u:p@127.0.0.1:5432/contracts';
const EVENT_LOG_URL = 'postgres://u:p@127.0.0.1:5432/events';

function read(more: Record<string, string>): ServiceConfig {
  return readServiceConfig({ DATABASE_URL, ...more }, { grpc: 50051, ops: 9101 }, []);
}

function problems(more: Record<string, string>): string[] {
  try {
    read(more);
  } catch (error) {
    return (error as DomainError).violations.map(({ field }) => field).sort();
  }
  return [];
}

test('without a word it is PostgreSQL, which needs its URL and nothing of Kafka', () => {
  expect(problems({})).toEqual(['EVENT_LOG_URL']);
  expect(read({ EVENT_LOG_URL, KAFKA_BROKERS: 'left over' })).toMatchObject({
    EVENT_LOG: 'postgres',
    EVENT_LOG_URL,
    KAFKA_BROKERS: [],
    KAFKA_PASSWORD: '',
  });
});

test('Kafka needs brokers and nothing of PostgreSQL', () => {
  expect(problems({ EVENT_LOG: 'kafka' })).toEqual(['KAFKA_BROKERS']);
  expect(read({ EVENT_LOG: 'kafka', KAFKA_BROKERS: 'a:9092,b.local:9093', EVENT_LOG_URL: 'left over' })).toMatchObject({
    EVENT_LOG: 'kafka',
    EVENT_LOG_URL: '',
    KAFKA_BROKERS: ['a:9092', 'b.local:9093'],
    KAFKA_TLS: 'off',
  });
});

test('a login is whole or not there', () => {
  const kafka = { EVENT_LOG: 'kafka', KAFKA_BROKERS: 'a:9092' };
  const login = {
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_USERNAME: 'u',
    KAFKA_PASSWORD: 'p',
    KAFKA_TLS: 'on',
    KAFKA_REPLICATION: '3',
  };
  expect(read({ ...kafka, ...login })).toMatchObject({ ...login, KAFKA_REPLICATION: 3 });
  expect(problems({ ...kafka, KAFKA_SASL_MECHANISM: 'plain' })).toEqual(['KAFKA_PASSWORD', 'KAFKA_USERNAME']);
  expect(problems({ ...kafka, KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p' })).toEqual([
    'KAFKA_PASSWORD',
    'KAFKA_USERNAME',
  ]);
});

test('names every problem at once', () => {
  const bad = {
    EVENT_LOG: 'kafka',
    KAFKA_BROKERS: 'kafka://a',
    KAFKA_TLS: 'yes',
    KAFKA_SASL_MECHANISM: 'gssapi',
    KAFKA_REPLICATION: '0',
  };
  expect(problems(bad)).toEqual([
    'KAFKA_BROKERS',
    'KAFKA_PASSWORD',
    'KAFKA_REPLICATION',
    'KAFKA_SASL_MECHANISM',
    'KAFKA_TLS',
    'KAFKA_USERNAME',
  ]);
});
