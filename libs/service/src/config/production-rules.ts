import { DomainError, violation, type FieldViolation } from '@perennial/kernel/violation';
import type { ServiceConfig } from './service-config.js';

/** What must never run in production. @throws DomainError INVALID_CONFIGURATION */
export function refuseInProduction(
  config: Pick<ServiceConfig, 'NODE_ENV' | 'PERENNIAL_CLOCK' | 'PERENNIAL_FAILPOINTS'>,
): void {
  if (config.NODE_ENV !== 'production') return;
  const problems: FieldViolation[] = [];
  if (config.PERENNIAL_CLOCK === 'sandbox')
    problems.push(violation('PERENNIAL_CLOCK', 'production', 'production runs on the system clock only'));
  if (config.PERENNIAL_FAILPOINTS)
    problems.push(violation('PERENNIAL_FAILPOINTS', 'production', 'failpoints cannot be armed in production'));
  if (problems.length > 0)
    throw new DomainError('INVALID_CONFIGURATION', problems.map((p) => `${p.field}: ${p.message}`).join('\n'), {
      violations: problems,
    });
}
