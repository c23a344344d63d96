import { randomUUID } from 'node:crypto';
import type { EventLog } from '@perennial/events/event-log';
import { Outbox } from '@perennial/events/outbox/outbox';
import { Relay } from '@perennial/events/outbox/relay';
import { EventStrategy } from '@perennial/events/transport/event-strategy';
import { wallNow } from '../clock/business-clock.js';
import { monotonicNow } from '../clock/monotonic.js';
import { SandboxClock } from '../clock/sandbox-clock.js';
import { ConsumerMetrics } from '../metrics.js';
import { EventLogGate } from './event-log-gate.js';
import type { Foundation } from './foundation.js';
import { Lanes } from './lanes.js';
import { eventLogOpener } from './open-event-log.js';
import type { ServiceDefinition } from './service-definition.js';

/** The most rows one wave writes (protocol.md, Claim and locks: at most 1,000 written rows a transaction). */
const MAX_WAVE_ROWS = 1_000;

/** How a service tells and hears events: log, relay and outbox out, lanes of consumers in. Nothing runs yet. */
export interface EventParts {
  readonly log: EventLog;
  readonly gate: EventLogGate;
  readonly relay: Relay;
  readonly outbox: Outbox;
  readonly lanes: Lanes;
  readonly strategy: EventStrategy;
}

/** @param alone no other process writes to the service's database. */
export function openEventParts(definition: ServiceDefinition, foundation: Foundation, alone: boolean): EventParts {
  const { name } = definition;
  const { config, logger, registry, failpoint, database, positions, clock, onError, openDatabase } = foundation;
  const openLog = eventLogOpener(name, config, logger, onError);
  const gate = new EventLogGate(config.EVENT_LOG === 'kafka', logger);
  const log = openLog();
  const relay = new Relay({
    service: name,
    database,
    positions,
    log,
    holder: randomUUID(),
    monotonic: monotonicNow,
    failpoint,
    onError,
    onPublished: () => undefined,
    alone,
  });
  const outbox = new Outbox(() => relay.wake());
  const lanes = new Lanes({
    service: name,
    outbox,
    failpoint,
    wallNow,
    now: () => clock.now(),
    maxWaveRows: MAX_WAVE_ROWS,
    rebuildableLanes: definition.rebuildableLanes ?? [],
    openLog,
    passGate: (one, topics) => gate.pass(one, topics),
    openDatabase: () => openDatabase(3),
    observer: new ConsumerMetrics(registry, logger),
    onBusinesstime: (at) => {
      if (clock instanceof SandboxClock) clock.advanceTo(at);
    },
  });
  return { log, gate, relay, outbox, lanes, strategy: new EventStrategy(lanes.start, lanes.stop) };
}
