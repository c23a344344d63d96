import { Injectable } from '@nestjs/common';
import { ArchiveMetrics } from '@perennial/service/archive/archive-metrics';
import { Counter, Registry } from 'prom-client';

/** Figures of this service; alerts stand on `failed`. */
@Injectable()
export class PaymentMetrics {
  readonly renewed: Counter;
  readonly received: Counter;
  readonly failed: Counter<'reason'>;
  readonly reversed: Counter;
  readonly archive: ArchiveMetrics;

  constructor(registry: Registry) {
    const registers = [registry];
    this.renewed = new Counter({
      name: 'perennial_payment_renewed_total',
      help: 'times that money covered a term',
      registers,
    });
    this.received = new Counter({
      name: 'perennial_payment_received_total',
      help: 'payments that were a part, or more than was asked for',
      registers,
    });
    this.failed = new Counter({
      name: 'perennial_payment_failed_total',
      help: 'money that counts for nothing, by reason',
      labelNames: ['reason'] as const,
      registers,
    });
    this.reversed = new Counter({
      name: 'perennial_payment_reversed_total',
      help: 'times that money was taken back, in part or whole',
      registers,
    });
    this.archive = new ArchiveMetrics(registry);
  }
}
