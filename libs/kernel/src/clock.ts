import type { Instant } from './instant.js';

/**
 * Tells the business time. Injected at the edge only; domain functions receive `now` as data (architecture.md, Time).
 */
export interface Clock {
  now(): Instant;
}
