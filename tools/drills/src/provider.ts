import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { overChannels } from './channels.js';
import type { DrillProvider } from './drill-provider.js';
import type { StageNeeds } from './stage-needs.js';

const NEXT_MS = 120_000;

/** @param folder of the stage. @param publicUrl of its console, which not every stage has. */
export async function openProvider(
  kind: StageNeeds['provider'],
  folder: string,
  publicUrl: string,
): Promise<DrillProvider> {
  if (kind === 'channels') return await overChannels(folder, publicUrl);
  return kind === 'smtp' ? overSmtp(await RecordingSmtpServer.start()) : overHttp(await RecordingHttpSink.start());
}

function overSmtp(smtp: RecordingSmtpServer): DrillProvider {
  return {
    smtp,
    environment: { SMTP_URL: smtp.url },
    count: () => smtp.accepted().length,
    taken: () =>
      smtp.accepted().map((mail) => ({
        idempotencyKey: keyIn(mail.messageId),
        to: mail.envelope.to[0] ?? '',
        at: mail.receivedAt,
        answered: mail.answered,
      })),
    next: async () => void (await smtp.waitFor(smtp.accepted().length + 1, NEXT_MS)),
    stop: () => smtp.stop(),
  };
}

function overHttp(http: RecordingHttpSink): DrillProvider {
  return {
    http,
    environment: { HTTP_PROVIDER_URL: http.url },
    count: () => http.accepted().length,
    taken: () =>
      http.accepted().map(({ idempotencyKey, body, receivedAt, answered }) => ({
        idempotencyKey,
        to: String(body['to']),
        at: receivedAt,
        answered,
      })),
    next: async () => void (await http.waitFor(http.accepted().length + 1, NEXT_MS)),
    stop: () => http.stop(),
  };
}

/** The key of a message is the left part of its Message-ID. */
function keyIn(messageId = ''): string {
  return messageId.replace(/^<|@.*$/g, '');
}
