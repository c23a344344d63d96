import type { ServiceDefinition } from '@perennial/service/boot/service-definition';
import type { DeliveryPeers } from '../system/delivery-peers.js';
import type { TestDatabase, TestPostgres } from '../postgres.js';
import { point } from './interleaving.js';
import { openQuietService, type QuietService } from './quiet-service.js';

/** Wednesday; what is due on this day opened an hour ago. */
export const NOW = '2024-07-03T10:00:00Z';
export const TODAY = '2024-07-03';

/** A provider as the sending loop calls it. */
interface CalledProvider {
  send(content: { readonly idempotencyKey: string }, limits: { readonly callBy: number }): Promise<unknown>;
}

/** Finds the provider that a service's sending loop calls. */
export type ProviderOf = (app: QuietService['app']) => CalledProvider;

/** A process of delivery, with the calls that it has begun and not recorded. */
export class DeliveryProcess {
  #open = 0;
  #done: (() => void)[] = [];

  private constructor(readonly service: QuietService) {}

  /** @param providerOf finds its provider, whose calls become points. */
  static async open(
    definition: ServiceDefinition,
    environment: Record<string, string>,
    providerOf: ProviderOf,
  ): Promise<DeliveryProcess> {
    const hook = async (name: string): Promise<void> => {
      await point(name);
      if (name === 'delivery.result.after-commit') opened.#recorded();
    };
    const opened: DeliveryProcess = new DeliveryProcess(await openQuietService(definition, environment, hook));
    const called = providerOf(opened.service.app);
    const send = called.send.bind(called);
    called.send = async (content, limits) => {
      opened.#open += 1;
      await point('provider.before-call');
      const result = await send(content, limits);
      await point('provider.after-call');
      return result;
    };
    return opened;
  }

  /** One round of the sending loop, with its calls and their results. */
  async send(): Promise<number> {
    const handled = await this.service.run('send-messages');
    if (this.#open > 0) await new Promise<void>((resolve) => this.#done.push(resolve));
    return handled;
  }

  #recorded(): void {
    this.#open = 0;
    for (const done of this.#done.splice(0)) done();
  }
}

/** One scheduling and two processes of delivery on databases of their own; seeds take turns on it. */
export interface ClosingStage {
  readonly scheduling: QuietService;
  readonly senders: readonly [DeliveryProcess, DeliveryProcess];
  readonly peers: DeliveryPeers;
  close(): Promise<void>;
}

export interface StageParts {
  readonly scheduling: ServiceDefinition;
  readonly delivery: ServiceDefinition;
  readonly providerOf: ProviderOf;
  readonly postgres: TestPostgres;
  readonly peers: DeliveryPeers;
  /** Settings of a service, its database apart. */
  readonly settings: (service: string) => Promise<Record<string, string>>;
}

export async function openClosingStage({
  scheduling,
  delivery,
  providerOf,
  postgres,
  peers,
  settings,
}: StageParts): Promise<ClosingStage> {
  const databases: TestDatabase[] = [
    await postgres.createDatabase('scheduling'),
    await postgres.createDatabase('delivery'),
  ];
  const on = async (service: string, database: TestDatabase | undefined): Promise<Record<string, string>> => ({
    ...(await settings(service)),
    DATABASE_URL: database?.url ?? '',
    DATABASE_POOL: '6',
    PERENNIAL_SANDBOX_START: NOW,
  });
  const planner = await openQuietService(scheduling, await on('scheduling', databases[0]), point);
  const first = await DeliveryProcess.open(delivery, await on('delivery', databases[1]), providerOf);
  const second = await DeliveryProcess.open(delivery, await on('delivery', databases[1]), providerOf);
  return {
    scheduling: planner,
    senders: [first, second],
    peers,
    async close() {
      for (const service of [planner, first.service, second.service]) await service.close();
      for (const database of databases) await database.drop();
    },
  };
}
