import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordingSmtpServer } from '../smtp/recording-smtp-server.js';

/**
 * What a whole system under test stands on: an empty data folder and a mail server that records. Whoever asks for one
 * ends it.
 */
export interface TestStand {
  readonly dataDir: string;
  readonly smtp: RecordingSmtpServer;
  /** Settings of the services. */
  readonly environment: { readonly SMTP_URL: string; readonly LOG_LEVEL: string };
  end(): Promise<void>;
}

/** @param name of the suite, for the folder. */
export async function testStand(name: string): Promise<TestStand> {
  const dataDir = mkdtempSync(join(tmpdir(), `perennial-${name}-`));
  const smtp = await RecordingSmtpServer.start();
  return {
    dataDir,
    smtp,
    environment: { SMTP_URL: smtp.url, LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent' },
    end: async () => {
      await smtp.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
