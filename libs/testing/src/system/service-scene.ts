import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '@perennial/events/event';
import { PostgresEventLog } from '@perennial/events/postgres-log/postgres-event-log';
import { instant, parseInstant, type Instant } from '@perennial/kernel/instant';
import type { RunningService } from '@perennial/service/boot/running-service';
import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import { startService } from '@perennial/service/boot/start-service';
import { isIdle } from '@perennial/service/sandbox/idle';
import { testEnvironment, type TestEnvironment } from './test-environment.js';
import { Registry } from 'prom-client';
import { feedEvents } from './feed-events.js';

interface Fed {
  readonly events: readonly NewEvent[];
  readonly from: number;
  readonly wall: Instant;
}

/** One service alone on a sandbox clock: events go in at its log, what it makes of them is read from its tables. */
export class ServiceScene {
  readonly history: Fed[] = [];
  #fed = 0;

  private constructor(
    private readonly environment: TestEnvironment,
    readonly service: RunningService,
    readonly log: PostgresEventLog,
  ) {}

  static async start(definition: ServiceDefinition, sandboxStart = '2024-07-01T00:00:00Z'): Promise<ServiceScene> {
    const environment = await testEnvironment({ sandboxStart });
    const settings = await environment.of(definition.name);
    const service = await startService(definition, settings);
    const log = new PostgresEventLog({
      url: settings['EVENT_LOG_URL'] as string,
      applicationName: 'test',
      onError: () => undefined,
      monotonic: () => performance.now(),
    });
    return new ServiceScene(environment, service, log);
  }

  async close(): Promise<void> {
    await this.log.close();
    await this.service.stop();
    await this.environment.close();
  }

  /** Until nothing is under way and nothing is due at the clock's time. */
  async untilIdle(): Promise<void> {
    for (let quiet = 0, handled = -1; quiet < 2;) {
      const report = await this.service.idle();
      quiet = isIdle(report) && report.handled === handled ? quiet + 1 : 0;
      handled = report.handled;
      await sleep(5);
    }
  }

  async feed(...events: NewEvent[]): Promise<void> {
    const wall = instant(Date.now());
    this.history.push({ events, from: this.#fed, wall });
    await feedEvents(this.log, events, this.#fed, { wall, business: this.service.clock.now() });
    this.#fed += events.length;
    await this.untilIdle();
  }

  async at(text: string): Promise<void> {
    const parsed = parseInstant(text);
    if (!parsed.ok) throw new Error(parsed.error);
    await this.service.setNow(parsed.value);
    await this.untilIdle();
  }

  /** Payloads of events of a type that name an id, in the order of the outbox. */
  async published(type: string, id: string): Promise<Record<string, unknown>[]> {
    const rows = await this.service.database.query<{ data: string }>(
      'select data from outbox where type = $1 and data like $2 order by id',
      [type, `%${id}%`],
    );
    return rows.map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  }

  /** The value of a counter or gauge without labels of its own; 0 where it was never counted. */
  async metric(name: string): Promise<number> {
    const metric = await this.service.app.get(Registry).getSingleMetric(name)?.get();
    return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
  }
}
