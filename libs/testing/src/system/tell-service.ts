import type { NewEvent } from '@perennial/events/event';
import { Outbox } from '@perennial/events/outbox/outbox';
import type { RunningService } from '@perennial/service/boot/running-service';
import { isIdle } from '@perennial/service/sandbox/idle';

const ROUND_MS = 10;

/**
 * Publishes events, whoever they belong to, through the outbox, relay and log of a booted service, and waits until it
 * has handled all that follows from them.
 */
export async function tellService(service: RunningService, events: readonly NewEvent[]): Promise<void> {
  await service.database.transaction('test.tell', (tx) =>
    service.app.get(Outbox).append(tx, events, service.clock.now()),
  );
  await untilIdle(service);
}

/**
 * Waits until nothing is due, in flight or behind; two calm rounds, since idle once can be the moment between two
 * pieces of work.
 */
export async function untilIdle(service: RunningService): Promise<void> {
  for (let calm = 0, before = -1; calm < 2;) {
    const report = await service.idle();
    calm = isIdle(report) && report.handled === before ? calm + 1 : 0;
    before = report.handled;
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  }
}
