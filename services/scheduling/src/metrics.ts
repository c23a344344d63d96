import { Injectable } from '@nestjs/common';
import { ArchiveMetrics } from '@perennial/service/archive/archive-metrics';
import { Counter, Histogram, Registry } from 'prom-client';

const LATENESS_SECONDS = [0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600];

/** Figures of this service. */
@Injectable()
export class SchedulingMetrics {
  readonly planned: Counter;
  readonly released: Counter;
  readonly suppressed: Counter;
  readonly unreachable: Counter;
  readonly reviews: Counter;
  readonly failedPolicies: Counter;
  readonly brokenChains: Counter;
  readonly archive: ArchiveMetrics;
  readonly lateness: Histogram;

  constructor(registry: Registry) {
    const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] });
    this.planned = counter('perennial_reminders_planned_total', 'reminders that planning has added');
    this.released = counter('perennial_reminders_released_total', 'reminders handed to delivery');
    this.suppressed = counter(
      'perennial_reminders_suppressed_total',
      'pending reminders silenced because their term was closed',
    );
    this.unreachable = counter(
      'perennial_terms_without_contact_total',
      'plannings of a term that has nobody to address',
    );
    this.failedPolicies = counter(
      'perennial_policies_failed_total',
      'plannings in which the condition of a policy failed; it selects nothing then',
    );
    this.reviews = counter(
      'perennial_reviews_total',
      'steps of which planning found nothing left to try: a person must look at them (table review)',
    );
    this.brokenChains = counter(
      'perennial_explained_broken_total',
      'ledgers found with a broken hash chain (invariant explained)',
    );
    this.archive = new ArchiveMetrics(registry);
    this.lateness = new Histogram({
      name: 'perennial_release_lateness_seconds',
      help: 'from due to released, with the system clock only',
      buckets: LATENESS_SECONDS,
      registers: [registry],
    });
  }
}
