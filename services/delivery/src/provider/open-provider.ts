import { DomainError, violation } from '@perennial/kernel/violation';
import { wallNow } from '@perennial/service/clock/business-clock';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import type { ServiceConfig } from '@perennial/service/config/service-config';
import { HttpProvider } from './http.provider.js';
import type { EmailProvider } from './provider.js';
import { SmtpProvider } from './smtp.provider.js';

/**
 * The configured email provider: HTTP_PROVIDER_URL where it is set, else SMTP_URL.
 * @throws DomainError INVALID_CONFIGURATION when there is neither.
 */
export function openProvider(
  config: Pick<ServiceConfig, 'HTTP_PROVIDER_URL' | 'SMTP_URL' | 'SMTP_CONNECTIONS'>,
): EmailProvider {
  if (config.HTTP_PROVIDER_URL)
    return new HttpProvider({ url: config.HTTP_PROVIDER_URL, monotonic: monotonicNow, wallNow });
  if (config.SMTP_URL)
    return new SmtpProvider({ url: config.SMTP_URL, connections: config.SMTP_CONNECTIONS, monotonic: monotonicNow });
  const message = 'is required for delivery unless HTTP_PROVIDER_URL is set';
  throw new DomainError('INVALID_CONFIGURATION', `SMTP_URL ${message}`, {
    violations: [violation('SMTP_URL', 'required', message)],
  });
}
