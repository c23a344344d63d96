import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@perennial/service/log/logger';
import { DeliveryMetrics } from '../metrics.js';
import type { Callback, CallbackAnswer, CallbackReading } from '../provider/callback.js';
import type { Provider } from '../provider/provider.js';
import { ProviderRegistry } from '../provider/provider-registry.js';
import { TakeReports } from './take-reports.js';

/** Reports of one transaction: each is a few rows. */
const AT_ONCE = 100;

/** The longest body that is read. */
export const MOST_BYTES = 1024 * 1024;

/**
 * What a provider reports: read by the provider's own rules, written once whatever is repeated, in any order. What is
 * no report of the provider changes nothing.
 */
@Injectable()
export class TakeCallback {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly reports: TakeReports,
    private readonly metrics: DeliveryMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async execute(name: string, callback: Callback): Promise<CallbackAnswer> {
    const provider = this.registry.named(name)?.provider;
    if (!provider?.readCallback) return answer(404, 'no provider of this name reports anything');
    if (callback.body.length > MOST_BYTES) return answer(413, `at most ${MOST_BYTES} bytes`);
    const reading = await this.#read(provider, callback);
    this.metrics.callback(name, reading.kind);
    if (reading.kind === 'refused') {
      this.logger.warn({ provider: name, reason: reading.reason }, 'a callback was refused');
      return reading.answer;
    }
    for (let n = 0; n < reading.reports.length; n += AT_ONCE)
      await this.reports.execute(provider, reading.reports.slice(n, n + AT_ONCE));
    return reading.answer;
  }

  /** Whatever was sent must not make the provider send it for ever: what cannot be read is refused. */
  async #read(provider: Provider, callback: Callback): Promise<CallbackReading> {
    const refused: CallbackReading = { kind: 'refused', reason: 'unreadable', answer: answer(400, 'unreadable') };
    try {
      return (await provider.readCallback?.(callback)) ?? refused;
    } catch (error) {
      this.logger.error({ err: error, provider: provider.name }, 'a callback cannot be read');
      return refused;
    }
  }
}

function answer(status: number, body: string): CallbackAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
