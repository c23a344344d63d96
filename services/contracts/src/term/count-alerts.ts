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

  readonly #refused: Counter<'kind' | 'rule'>;

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
    this.#refused = new Counter({
      name: 'perennial_import_refused_total',
      help: 'refused records of sources and rows of files, by kind of record and broken rule (docs/errors.md)',
      labelNames: ['kind', 'rule'],
      registers: [registry],
    });
  }

  /** @param outcomes TAKEN, UNCHANGED, STALE (an older version, kept out: invariant `in-order`) or REJECTED */
  imported(outcomes: readonly { readonly status: string }[]): void {
    for (const { status } of outcomes) this.#records.inc({ outcome: status });
  }

  /** Refused records: one that breaks several rules counts once for each. */
  refused(list: readonly { readonly kind: string; readonly violations: readonly { readonly rule: string }[] }[]): void {
    for (const { kind, violations } of list)
      for (const rule of new Set(violations.map((broken) => broken.rule))) this.#refused.inc({ kind, rule });
  }

  raise(alert: string, times: number): void {
    this.#alerts.inc({ alert }, times);
  }

  count(drafts: readonly ContractDraft[]): void {
    for (const { alerts } of drafts) for (const alert of alerts) this.#alerts.inc({ alert });
  }
}
