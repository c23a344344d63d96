import kafkajs, { type Kafka, type LogEntry } from 'kafkajs';
import { REQUEST_MS } from './membership.js';

/** How to reach Kafka; one client id per service. */
export interface KafkaConnection {
  /** host:port, any of which leads to the others. */
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  readonly clientId: string;
}

export type KafkaLogLevel = 'debug' | 'info' | 'warn' | 'error';
/** Takes the lines of kafkajs. What matters is also thrown, and reported by who catches it. */
export type KafkaLogLine = (level: KafkaLogLevel, message: string, detail: Readonly<Record<string, unknown>>) => void;

const CONNECT_MS = 3_000;
/** Short tries: whoever uses the client tries again himself, and says so. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2, retries: 5 };

/** A kafkajs client that opens no connection yet. Its lines go to `log`, never to the console. */
export function openKafka({ brokers, tls, sasl, clientId }: KafkaConnection, log: KafkaLogLine): Kafka {
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    ssl: tls,
    connectionTimeout: CONNECT_MS,
    authenticationTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: RETRY,
    ...(sasl
      ? { sasl: { mechanism: sasl.mechanism as 'plain', username: sasl.username, password: sasl.password } }
      : {}),
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => bridge(entry, log),
  });
}

/** @returns the way to Kafka in words, without the password, for errors that say what was tried. */
export function describeConnection({ brokers, tls, sasl }: KafkaConnection): string {
  return `Kafka at ${brokers.join(',')} (${tls ? 'TLS' : 'no TLS'}, ${sasl ? `${sasl.mechanism} as ${sasl.username}` : 'no login'})`;
}

function bridge({ level, namespace, log }: LogEntry, line: KafkaLogLine): void {
  const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...detail } = log;
  line(levelOf(level, message), message, { namespace, ...detail });
}

/** Nobody throws it, and it means that records were dropped before the group had read them. */
const UNREAD_DROPPED = 'Offset out of range';
/**
 * An error in an answer, which is thrown as well: some are part of the way, as with a topic that has just been created.
 */
const ANSWER = 'Response ';

function levelOf(level: number, message: string): KafkaLogLevel {
  if (message.startsWith(UNREAD_DROPPED)) return 'error';
  if (message.startsWith(ANSWER)) return 'debug';
  return level === kafkajs.logLevel.ERROR ? 'warn' : 'info';
}
