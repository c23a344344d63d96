import { DomainError, violation } from '@perennial/kernel/violation';
import { wallNow } from '@perennial/service/clock/business-clock';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import type { ServiceConfig } from '@perennial/service/config/service-config';
import { HttpProvider } from './http/http.provider.js';
import { ProviderRegistry } from './provider-registry.js';
import { SmtpProvider } from './smtp/smtp.provider.js';

/**
 * The configured providers. Mail goes over HTTP_PROVIDER_URL where it is set, else over SMTP_URL.
 * @throws DomainError INVALID_CONFIGURATION when there is neither.
 */
export function openProviders(
  config: Pick<ServiceConfig, 'HTTP_PROVIDER_URL' | 'SMTP_URL' | 'SMTP_CONNECTIONS' | 'SMTP_TLS'>,
): ProviderRegistry {
  if (config.HTTP_PROVIDER_URL)
    return new ProviderRegistry([
      new HttpProvider({ url: config.HTTP_PROVIDER_URL, monotonic: monotonicNow, wallNow }),
    ]);
  if (config.SMTP_URL) {
    const connections = config.SMTP_CONNECTIONS;
    return new ProviderRegistry([
      new SmtpProvider({ url: config.SMTP_URL, connections, tls: config.SMTP_TLS, monotonic: monotonicNow }),
    ]);
  }
  const message = 'is required for delivery unless HTTP_PROVIDER_URL is set';
  throw new DomainError('INVALID_CONFIGURATION', `SMTP_URL ${message}`, {
    violations: [violation('SMTP_URL', 'required', message)],
  });
}
