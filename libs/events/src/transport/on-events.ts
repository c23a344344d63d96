import { EventPattern } from '@nestjs/microservices';
import type { EventType } from '../registry.js';

export interface OnEventsOptions {
  /** A group of its own beside the service's main group: its own consumers and connections. */
  readonly lane?: string;
  /** Rows that one event writes, its inbox row included; default 4. */
  readonly rowsPerEvent?: number;
}

export interface Route extends Required<OnEventsOptions> {
  readonly type: EventType;
}

export const MAIN_LANE = 'main';

/** Keeps event handlers away from the gRPC server of the same application and the other way round. */
export const EVENT_TRANSPORT = Symbol('perennial.events');

/**
 * Routes batches of one event type to a method `(batch: EventBatch<T>) => Promise<void>` of a `*.consumer.ts`
 * controller.
 */
export function OnEvents<T extends EventType>(type: T, options: OnEventsOptions = {}): MethodDecorator {
  const route: Route = { type, lane: options.lane ?? MAIN_LANE, rowsPerEvent: options.rowsPerEvent ?? 4 };
  return EventPattern(`${route.lane}:${type}`, EVENT_TRANSPORT, { ...route }) as MethodDecorator;
}
