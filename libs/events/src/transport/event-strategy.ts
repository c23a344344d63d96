import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { EventBatch, Handler } from '../consumer/handler.js';
import type { EventType } from '../registry.js';
import { EVENTS } from '../registry.js';
import { EVENT_TRANSPORT, type Route } from './on-events.js';

/** Starts one consumer of a lane with its handlers. */
export type StartLane = (lane: string, handlers: ReadonlyMap<EventType, Handler>) => Promise<void>;

/**
 * Nest transport above the EventLog port: `@OnEvents` methods become handlers of the lanes' consumers. Unlike Nest's
 * stock Kafka transport it acknowledges nothing by itself (stack.md, trap 1).
 */
export class EventStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = EVENT_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;

  constructor(
    private readonly startLane: StartLane,
    private readonly stopLanes: () => Promise<void>,
  ) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.#listen().then(() => callback(), callback);
  }

  async #listen(): Promise<void> {
    const lanes = new Map<string, Map<EventType, Handler>>();
    for (const [pattern, method] of this.getHandlers()) {
      const route = routeOf(pattern, method);
      const lane = lanes.get(route.lane) ?? new Map<EventType, Handler>();
      lanes.set(route.lane, lane.set(route.type, toHandler(route, method)));
    }
    for (const [lane, handlers] of lanes) await this.startLane(lane, handlers);
  }

  async close(): Promise<void> {
    await this.stopLanes();
  }

  /** Nest's hooks for transport events; a consumer reports through its observer instead. */
  override on(): void {
    throw new Error('the event strategy emits no transport events; use the consumer observer');
  }

  override unwrap<T>(): T {
    throw new Error('the event strategy wraps no single client');
  }
}

function routeOf(pattern: string, method: MessageHandler): Route {
  const route = method.extras as Route | undefined;
  if (!route?.type || !Object.hasOwn(EVENTS, route.type))
    throw new Error(`handler ${pattern} was not declared with @OnEvents`);
  if (method.next) throw new Error(`${pattern} has two handlers; one lane handles a type once`);
  return route;
}

function toHandler(route: Route, method: MessageHandler): Handler {
  return {
    type: route.type,
    rowsPerEvent: route.rowsPerEvent,
    async handle(batch: EventBatch<EventType>): Promise<void> {
      const answer: unknown = await method(batch);
      if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
    },
  };
}

function isObservable(answer: unknown): answer is import('rxjs').Observable<unknown> {
  return typeof (answer as { subscribe?: unknown } | undefined)?.subscribe === 'function';
}
