import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import type { ContractDraft } from '../contract/contract-draft.js';

/**
 * Counts what sources sent, and what is in order for the protocol but not for people: a lapse, a payment after a lapse
 * or a cancellation.
 */
@Injectable()
export class ContractAlerts {
  readonly #alerts: Counter<'alert'>;

  readonly #records: Counter<'outcome'>;

  constructor(registry: Registry) {
    this.#alerts = new Counter({
      name: 'perennial_contract_alerts_total',
      help: 'terms and people that somebody should look at',
      labelNames: ['alert'],
      registers: [registry],
    });
    this.#records = new Counter({
      name: 'perennial_import_records_total',
      help: 'records of sources by what became of them',
      labelNames: ['outcome'],
      registers: [registry],
    });
  }

  /** @param outcomes TAKEN, UNCHANGED, STALE (an older version, kept out: invariant `in-order`) or REJECTED */
  imported(outcomes: readonly { readonly status: string }[]): void {
    for (const { status } of outcomes) this.#records.inc({ outcome: status });
  }

  raise(alert: string, times: number): void {
    this.#alerts.inc({ alert }, times);
  }

  count(drafts: readonly ContractDraft[]): void {
    for (const { alerts } of drafts) for (const alert of alerts) this.#alerts.inc({ alert });
  }
}
