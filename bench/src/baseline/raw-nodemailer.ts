import type { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { createTransport } from 'nodemailer';

/** As many mails of the size of ours through nodemailer's own pool. @returns mails a second. */
export async function rawNodemailer(server: RecordingSmtpServer, count: number): Promise<number> {
  const sample = (await server.accepted()[0]?.parsed())?.text ?? 'x'.repeat(1_500);
  const html = (await server.accepted()[0]?.html()) ?? `<p>${sample}</p>`;
  const transport = createTransport({
    host: '127.0.0.1',
    port: server.port,
    pool: true,
    maxConnections: 5,
    maxMessages: Infinity,
  });
  const began = performance.now();
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      transport.sendMail({
        from: 'bench@perennial.example',
        to: `r${i}@customer.example`,
        subject: 'Renewal',
        text: sample,
        html,
      }),
    ),
  );
  const perSecond = count / ((performance.now() - began) / 1_000);
  transport.close();
  return perSecond;
}
