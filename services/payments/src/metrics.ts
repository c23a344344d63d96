import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';

/** Figures of this service; alerts stand on `failed`. */
@Injectable()
export class PaymentMetrics {
  readonly renewed: Counter;
  readonly failed: Counter<'reason'>;
  readonly reversed: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.renewed = new Counter({
      name: 'perennial_payment_renewed_total',
      help: 'payments that renewed their term',
      registers,
    });
    this.failed = new Counter({
      name: 'perennial_payment_failed_total',
      help: 'money that was kept but renewed nothing, by reason',
      labelNames: ['reason'] as const,
      registers,
    });
    this.reversed = new Counter({
      name: 'perennial_payment_reversed_total',
      help: 'renewing payments that were taken back',
      registers,
    });
  }
}
