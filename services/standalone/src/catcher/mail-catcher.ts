import { join } from 'node:path';

/** Mails kept by the catcher; older ones go first. */
const KEPT = 2_000;

/** The mail catcher of the sample: an SMTP server that delivers nothing, and a page to read what it took. */
export async function startMailCatcher(
  ports: { catcherSmtp: number; catcherPage: number },
  dataDir: string,
): Promise<{ stop(): Promise<void> }> {
  // Loaded only where it is used: it brings a web server of its own.
  const { MailDev } = await import('maildev');
  const catcher = new MailDev({
    smtp: ports.catcherSmtp,
    web: ports.catcherPage,
    ip: '127.0.0.1',
    webIp: '127.0.0.1',
    mailDirectory: join(dataDir, 'mail'),
    maxEmails: KEPT,
    silent: true,
    verbose: false,
  });
  // It tells the console of its page whatever `silent` says; the one who starts it says so in its own words.
  const { info } = console;
  console.info = () => undefined;
  await catcher.start().finally(() => (console.info = info));
  return { stop: () => catcher.stop() };
}
