import { DomainError, violation } from '@perennial/kernel/violation';
import { wallNow } from '@perennial/service/clock/business-clock';
import { monotonicNow } from '@perennial/service/clock/monotonic';
import type { ServiceConfig } from '@perennial/service/config/service-config';
import { HttpProvider } from './http/http.provider.js';
import type { Provider } from './provider.js';
import { ProviderRegistry } from './provider-registry.js';
import type { BounceOptions } from './smtp/read-bounce.js';
import { SmtpProvider } from './smtp/smtp.provider.js';
import { TaskProvider, type TaskBook } from './task/task.provider.js';

type Settings = Pick<
  ServiceConfig,
  | 'HTTP_PROVIDER_URL'
  | 'SMTP_URL'
  | 'SMTP_BACKUP_URL'
  | 'SMTP_CONNECTIONS'
  | 'SMTP_TLS'
  | 'MAIL_BOUNCE_ADDRESS'
  | 'MAIL_BOUNCE_SECRET'
  | 'LINK_SIGNING_KEYS'
>;

/**
 * The configured providers. Mail goes over HTTP_PROVIDER_URL where it is set, else over SMTP_URL; where that one fails,
 * over those of PROVIDERS_FILE, and at last over SMTP_BACKUP_URL. People are always there.
 * @param others those of PROVIDERS_FILE, in its order.
 * @throws DomainError INVALID_CONFIGURATION when there is no mail provider.
 */
export function openProviders(config: Settings, tasks: TaskBook, others: readonly Provider[] = []): ProviderRegistry {
  const [preferred, backup] = mailServers(config);
  if (preferred.length === 0 && !others.some(({ channel }) => channel === 'EMAIL')) throw noMail();
  return new ProviderRegistry([...preferred, ...others, ...backup, new TaskProvider(tasks, monotonicNow)]);
}

/** @throws DomainError INVALID_CONFIGURATION for an address without the secret of its webhook, or the other way. */
function bouncesOf({
  MAIL_BOUNCE_ADDRESS,
  MAIL_BOUNCE_SECRET,
  LINK_SIGNING_KEYS,
}: Settings): BounceOptions | undefined {
  if (MAIL_BOUNCE_ADDRESS && MAIL_BOUNCE_SECRET)
    return { address: MAIL_BOUNCE_ADDRESS, secret: MAIL_BOUNCE_SECRET, keys: LINK_SIGNING_KEYS };
  if (!MAIL_BOUNCE_ADDRESS && !MAIL_BOUNCE_SECRET) return undefined;
  const [missing, other] = MAIL_BOUNCE_ADDRESS
    ? ['MAIL_BOUNCE_SECRET', 'MAIL_BOUNCE_ADDRESS']
    : ['MAIL_BOUNCE_ADDRESS', 'MAIL_BOUNCE_SECRET'];
  const message = `is required where ${other} is set`;
  throw new DomainError('INVALID_CONFIGURATION', `${missing} ${message}`, {
    violations: [violation(missing, 'required', message)],
  });
}

/** What the environment names: who is preferred, and who comes behind all others. */
function mailServers(settings: Settings): [preferred: Provider[], backup: Provider[]] {
  const { HTTP_PROVIDER_URL, SMTP_URL, SMTP_BACKUP_URL, ...smtp } = settings;
  const bounces = bouncesOf(settings);
  const server = (name: string, url: string): Provider =>
    new SmtpProvider({
      name,
      url,
      connections: smtp.SMTP_CONNECTIONS,
      tls: smtp.SMTP_TLS,
      monotonic: monotonicNow,
      bounces,
    });
  const backup = SMTP_BACKUP_URL ? [server('smtp-backup', SMTP_BACKUP_URL)] : [];
  if (HTTP_PROVIDER_URL)
    return [[new HttpProvider({ url: HTTP_PROVIDER_URL, monotonic: monotonicNow, wallNow })], backup];
  return [SMTP_URL ? [server('smtp', SMTP_URL)] : [], backup];
}

function noMail(): DomainError {
  const message = 'is required for delivery unless HTTP_PROVIDER_URL or a mail provider of PROVIDERS_FILE is set';
  return new DomainError('INVALID_CONFIGURATION', `SMTP_URL ${message}`, {
    violations: [violation('SMTP_URL', 'required', message)],
  });
}
