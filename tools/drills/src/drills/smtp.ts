import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';
import type { SmtpBehaviour } from '@perennial/testing/smtp/smtp-behaviour';
import type { Drill } from '../drill.js';
import type { Stage } from '../stage.js';

const HANGS_MS = 8_000;
const REFUSES_MS = 8_000;
const FINAL_HANGS = 5;
/** Until the slowest mail is given up: 60 s behind its final dot. */
const GIVEN_UP_SECONDS = 75;

function server(stage: Stage): RecordingSmtpServer {
  if (!stage.provider.smtp) throw new Error('this drill needs a provider over SMTP');
  return stage.provider.smtp;
}

/** Misbehaves for a while, then is normal again. */
async function misbehave(stage: Stage, behaviour: SmtpBehaviour, ms: number): Promise<void> {
  const smtp = server(stage);
  await stage.untilSending();
  smtp.behave(behaviour);
  await sleep(ms);
  smtp.behaveNormally();
}

export const smtpDrop: Drill = {
  name: 'smtp-drop',
  about:
    'the mail server takes a dozen mails and cuts the connection instead of an answer: exactly those are uncertain, none is sent again',
  async run(stage) {
    const smtp = server(stage);
    await stage.untilSending();
    const before = smtp.accepted().filter(({ answered }) => !answered).length;
    smtp.behave({ kind: 'acceptThenDrop' });
    await smtp.waitFor(smtp.accepted().length + 12, 60_000);
    smtp.behaveNormally();
    stage.recoversFrom('the mail server');
    await stage.load.play(1);
    const dropped = smtp.accepted().filter(({ answered }) => !answered).length - before;
    stage.ledger.uncertainAllowed += dropped;
    stage.ledger.notes.push(`${dropped} taken without an answer`);
  },
};

export const smtpHang: Drill = {
  name: 'smtp-hang',
  about:
    'the mail server falls silent at the greeting, at MAIL, and for some mails behind the final dot: before the dot every mail is tried again, behind it it is uncertain after 60 s, and no other waits for them',
  recoverySeconds: GIVEN_UP_SECONDS,
  async run(stage) {
    for (const phase of ['connect', 'mail'] as const) await misbehave(stage, { kind: 'hang', phase }, HANGS_MS);
    const smtp = server(stage);
    await stage.untilSending();
    smtp.behave({ kind: 'hang', phase: 'final' });
    const hung = smtp.hung;
    while (smtp.hung < hung + FINAL_HANGS) await sleep(10);
    smtp.behaveNormally();
    stage.ledger.uncertainAllowed += smtp.hung - hung;
    stage.recoversFrom('the mail server');
    stage.ledger.notes.push(`${smtp.hung - hung} silent behind the final dot`);
    await stage.load.play(1);
  },
};

export const smtp4xx: Drill = {
  name: 'smtp-4xx',
  about:
    'the mail server answers 451 to recipients, then 421 behind the content, for 8 s each: every mail is tried again, later and later, and arrives once',
  async run(stage) {
    await misbehave(stage, { kind: 'reject4xx', phase: 'rcpt' }, REFUSES_MS);
    await misbehave(stage, { kind: 'reject4xx', phase: 'data', code: 421 }, REFUSES_MS);
    stage.recoversFrom('the mail server');
  },
};
