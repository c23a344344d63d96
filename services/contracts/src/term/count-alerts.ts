import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import type { ContractDraft } from '../contract/contract-draft.js';

/** Things that are in order for the protocol and not for people: a lapse, a payment after a lapse or a cancellation. */
@Injectable()
export class ContractAlerts {
  readonly #alerts: Counter<'alert'>;

  constructor(registry: Registry) {
    this.#alerts = new Counter({
      name: 'perennial_contract_alerts_total', help: 'terms that somebody should look at', labelNames: ['alert'], registers: [registry],
    });
  }

  count(drafts: readonly ContractDraft[]): void {
    for (const { alerts } of drafts) for (const alert of alerts) this.#alerts.inc({ alert });
  }
}
