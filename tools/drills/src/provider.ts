import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import type { StageNeeds } from './stage-needs.js';

/** What the provider took, by its own account. */
export interface Taken {
  readonly idempotencyKey: string;
  readonly to: string;
  /** Wall clock, epoch ms. */
  readonly at: number;
  /** Whether the sender was told. */
  readonly answered: boolean;
}

/** The provider of a stage; the fake behind it is there to misbehave. */
export interface DrillProvider {
  readonly environment: Readonly<Record<string, string>>;
  readonly smtp?: RecordingSmtpServer;
  readonly http?: RecordingHttpSink;
  count(): number;
  taken(): Taken[];
  /** Resolves with its next acceptance. */
  next(): Promise<void>;
  stop(): Promise<void>;
}

const NEXT_MS = 120_000;

export async function openProvider(kind: StageNeeds['provider']): Promise<DrillProvider> {
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
