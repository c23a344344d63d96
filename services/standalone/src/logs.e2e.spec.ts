import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, addMonthsClamped } from '@perennial/calendar/civil';
import { instant } from '@perennial/kernel/instant';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { contact, contract, customer } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/processes/free-offset';
import { StandaloneProcess } from '@perennial/testing/system/standalone-process';

test('the logs of a day with a mail and refusals hold no name, address or token, at any level (D-12, M-11)', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'perennial-logs-'));
  const smtp = await RecordingSmtpServer.start();
  smtp.behaveFor('grudge@customer.example', { kind: 'reject5xx', phase: 'rcpt' });
  const system = await StandaloneProcess.start({
    dataDir,
    portOffset: await freePortOffset(),
    environment: { SMTP_URL: smtp.url, LOG_LEVEL: 'trace', PERENNIAL_SANDBOX_START: '2025-01-06T00:00:00Z' },
  });
  try {
    const start = addMonthsClamped(addDays('2025-03-09', 1), -12);
    const zone = 'America/New_York';
    await system.edges.take([
      customer('plain', zone, { name: 'Quillfeather Ltd' }),
      contact('quill', 'plain', { name: 'Zebediah Quillfeather' }),
      contract('one', 'plain', start),
      customer('cross', zone),
      contact('grudge', 'cross', { name: 'Hortensia Grudge' }),
      contract('two', 'cross', start),
    ]);
    await system.edges.sync([contact('bad', 'plain', { name: 'Malachi Broken', email: 'malachi@@broken' })]);
    await system.walkTo(instant(Date.UTC(2025, 0, 8, 22)));
    const [mail] = smtp.accepted();
    const text = (await mail?.text()) ?? '';
    const pay = /\/pay\/(\S+)/.exec(text)?.[1] ?? '';
    const unsubscribe = /\/unsubscribe\/(\S+)/.exec(text)?.[1] ?? '';
    expect([pay, unsubscribe].every((token) => token.length > 30)).toBe(true);
    expect(system.output).toContain('"level":20');
    for (const secret of [
      'Zebediah',
      'Hortensia',
      'Malachi',
      'quill@customer',
      'grudge@customer',
      'malachi@@',
      pay,
      unsubscribe,
    ])
      expect(system.output).not.toContain(secret);
  } finally {
    await system.stop();
    await smtp.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 90_000);
