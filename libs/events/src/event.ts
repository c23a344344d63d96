import type { Instant } from '@perennial/kernel/instant';
import type { EventType, Payload } from './registry.js';

/** What a use case returns: a fact to be published. `type` and `payload` belong together or it does not compile. */
export type NewEvent = { [T in EventType]: { readonly type: T; readonly payload: Payload<T> } }[EventType];

/** Builds a NewEvent with its payload checked against the registry. */
export function newEvent<T extends EventType>(type: T, payload: Payload<T>): NewEvent {
  return { type, payload } as unknown as NewEvent;
}

/** An event as a handler sees it. */
export interface ReceivedEvent<T extends EventType> {
  /** service + outbox id: the same on every republish. */
  readonly id: string;
  readonly type: T;
  readonly key: string;
  readonly subject: string;
  /** Wall clock of the outbox insert. */
  readonly time: Instant;
  /** Business instant of the fact. */
  readonly businesstime: Instant;
  /** A state event published again by Restate. */
  readonly restated: boolean;
  readonly traceparent: string | undefined;
  readonly payload: Payload<T>;
}
