import { toInstant } from '@perennial/calendar/zone';
import { addDays } from '@perennial/calendar/civil';
import { instant, MINUTE } from '@perennial/kernel/instant';
import { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import { BenchSystem, TODAY, ZONE } from './bench-system.js';
import type { Benchmark, Figure } from './figure.js';
import { rawNodemailer } from './baseline-nodemailer.js';
import { residentMb } from './process-cost.js';

const DUE = instant(toInstant(ZONE, addDays(TODAY, 2), 9 * 60));
/** Later by what a message waits that payments did not answer in time. */
const DONE = instant(DUE + 2 * MINUTE);
const BEFORE = instant(toInstant(ZONE, addDays(TODAY, 2), 8 * 60 + 59));

interface Sink {
  readonly environment: Record<string, string>;
  accepted(): number;
  stop(): Promise<void>;
}

/** Everything due at one instant: the clock jumps there, and the time runs until the provider has all and all is recorded. */
async function burst(count: number, sink: Sink, kind: string, say: (line: string) => void): Promise<{ figures: Figure[]; perSecond: number }> {
  const system = await BenchSystem.start(sink.environment);
  try {
    const erpSync = await system.erpSync(5_000);
    say(`${kind}: ${count} contracts are imported`);
    const imported = await system.portfolio(count);
    await system.process.walkTo(BEFORE);
    const [cost, statements, driver] = [system.cost(), await system.statements(), process.cpuUsage()];
    say(`${kind}: ${count} reminders fall due`);
    const began = performance.now();
    let last = 0;
    const poll = setInterval(() => {
      if (last === 0 && sink.accepted() >= count) last = performance.now();
    }, 5);
    await system.process.walkTo(DONE);
    const recorded = (performance.now() - began) / 1_000;
    clearInterval(poll);
    const accepted = sink.accepted();
    if (accepted !== count) throw new Error(`${count} were due and ${accepted} were accepted`);
    const seconds = last === 0 ? recorded : (last - began) / 1_000;
    const [after, afterStatements, used] = [system.cost(), await system.statements(), process.cpuUsage(driver)];
    const each = (ms: number): number => ms / count;
    const calls = Object.entries(afterStatements).map(([name, value]) => [name, (value - (statements[name] ?? 0)) / count] as const);
    return { perSecond: count / seconds, figures: [
      { name: `${kind}: due → accepted`, value: count / seconds, unit: 'reminders/s', aim: kind === 'http' ? '≥ 1,000' : '' },
      { name: `${kind}: due → accepted and recorded, everything idle`, value: count / recorded, unit: 'reminders/s' },
      { name: `${kind}: CPU, services`, value: each(after.services - cost.services), unit: 'ms/reminder' },
      { name: `${kind}: CPU, PostgreSQL`, value: each(after.postgres - cost.postgres), unit: 'ms/reminder' },
      { name: `${kind}: CPU, sink and driver`, value: each((used.user + used.system) / 1_000), unit: 'ms/reminder' },
      { name: `${kind}: database calls`, value: calls.reduce((sum, [, value]) => sum + value, 0), unit: 'calls/reminder', note: calls.map(([name, value]) => `${name} ${value.toFixed(3)}`).join(', ') },
      { name: `${kind}: ErpSync, terms beyond the horizon`, value: erpSync, unit: 'contracts/s', aim: '≥ 5,000' },
      { name: `${kind}: ErpSync with planning beside it`, value: count / imported.seconds, unit: 'contracts/s' },
      { name: `${kind}: memory of the services`, value: residentMb(system.pid), unit: 'MB', aim: '≤ 600' },
    ] };
  } finally {
    await system.stop();
  }
}

export const httpThroughput: Benchmark = {
  name: 'http',
  measures: 'reminders/s end to end with an HTTP provider, CPU by part, database calls, ErpSync, memory',
  async run(say) {
    const sink = await RecordingHttpSink.start();
    try {
      return (await burst(10_000, { environment: { HTTP_PROVIDER_URL: sink.url }, accepted: () => sink.accepted().length, stop: () => sink.stop() }, 'http', say)).figures;
    } finally {
      await sink.stop();
    }
  },
};

export const smtpThroughput: Benchmark = {
  name: 'smtp',
  measures: 'the same over SMTP, as a share of raw nodemailer in the same run',
  async run(say) {
    const server = await RecordingSmtpServer.start();
    try {
      const { figures, perSecond } = await burst(2_000, { environment: { SMTP_URL: server.url, SMTP_CONNECTIONS: '20' }, accepted: () => server.accepted().length, stop: () => server.stop() }, 'smtp', say);
      say('smtp: raw nodemailer sends as many');
      const raw = await rawNodemailer(server, 2_000);
      return [...figures.slice(0, 2), { name: 'baseline: raw nodemailer, pool of 5', value: raw, unit: 'mails/s' }, { name: 'smtp: share of raw nodemailer', value: (100 * perSecond) / raw, unit: '%', aim: '≥ 90' }];
    } finally {
      await server.stop();
    }
  },
};
