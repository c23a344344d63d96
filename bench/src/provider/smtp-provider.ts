import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { closing } from '../leavings.js';
import type { Provider } from './provider.js';

export interface SmtpProvider extends Provider {
  readonly server: RecordingSmtpServer;
}

/** Runs `work` with an SMTP server inside the driver. */
export async function withSmtp<T>(work: (provider: SmtpProvider) => Promise<T>): Promise<T> {
  const server = await RecordingSmtpServer.start();
  const stop = (): Promise<void> => server.stop();
  return await closing(stop, () =>
    work({
      server,
      stop,
      environment: { SMTP_URL: server.url, SMTP_CONNECTIONS: '20' },
      accepted: () => Promise.resolve(server.accepted().length),
      reached: async (count) => (await server.waitFor(count, 600_000))[count - 1]?.receivedAt ?? Number.NaN,
      cpu: () => 0,
    }),
  );
}
