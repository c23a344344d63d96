import { instant } from '@perennial/kernel/instant';
import { toRecord } from '@perennial/events/cloud-event';
import { decode } from '@perennial/events/codec';
import type { Handler } from '@perennial/events/consumer/handler';
import type { DeadLetter } from '@perennial/events/dead-letters/dead-letter';
import type { EventType } from '@perennial/events/registry';
import { TOPICS } from '@perennial/events/topics';
import { until } from './log-harness.js';
import { NOW, type PipelineStand } from './pipeline-stand.js';

const TYPES = ['delivery.outcome', 'contract.expired', 'contract.renewed'] as const;

/** Old and new builds side by side (protocol.md, Events): the new one writes what the old one cannot read. */
export function versionTests(stand: PipelineStand): void {
  const topicOf = (type: string) => (type.startsWith('contract.') ? TOPICS.contracts : TOPICS.deliveries);
  const record = (id: string, type: string, subject: string, data: object) =>
    toRecord(
      topicOf(type),
      'rolling',
      {
        id,
        source: '/test',
        type,
        subject,
        time: instant(Date.now()),
        businesstime: NOW,
        restated: false,
        traceparent: undefined,
      },
      Buffer.from(JSON.stringify({ customerId: 'rolling', ...data })),
    );
  const outcome = (id: string, subject: string, retry: string) =>
    record(id, 'delivery.outcome', subject, { termId: subject, state: 'REMINDER_STATE_SKIPPED', retry });
  const term = (state: string) => ({ term: { termId: 't1', customerId: 'rolling', state } });

  /** A consumer of the group, as a build that knows `values` beside ours, and what it has handled. */
  function build(values: readonly string[]) {
    const handled: string[] = [];
    const letters: DeadLetter[] = [];
    const skipped: string[] = [];
    const handlers = TYPES.map((type): Handler => ({
      type,
      rowsPerEvent: 2,
      handle: ({ events }) => Promise.resolve(void handled.push(...events.map(({ id }) => id))),
    }));
    const consumer = stand.consume({
      group: 'rolling',
      handlers,
      decode: (type: EventType, bytes: Buffer) =>
        decode(
          type,
          Buffer.from(values.reduce((text, value) => text.replaceAll(value, 'RETRY_NEVER'), bytes.toString())),
        ),
      observer: {
        deadLettered: (_group, letter) => letters.push(letter),
        skipped: (_group, types) => skipped.push(...types),
      },
    });
    return { consumer, handled, letters, skipped };
  }
  const deferred = async () =>
    (
      await stand.database.query<{ id: string }>(
        "select headers ->> 'ce_id' as id from deferred_event where grp = 'rolling' order by deferred_id",
        [],
      )
    ).map(({ id }) => id);

  test('an old build passes over unknown types, defers unknown values and the facts behind them, and closes at once; a new one handles what was deferred, in order', async () => {
    const again = outcome('v3', 't1', 'RETRY_TOMORROW');
    await stand.log.append([
      outcome('v1', 't1', 'RETRY_NEVER'),
      record('v2', 'delivery.imagined', 't1', {}),
      again,
      outcome('v4', 't1', 'RETRY_NEVER'),
      outcome('v5', 't2', 'RETRY_NEVER'),
      record('v6', 'contract.expired', 't1', term('TERM_STATE_EXPIRED')),
      record('v7', 'contract.renewed', 't1', { ...term('TERM_STATE_DORMANT'), cause: 'payment:1' }),
      again,
    ]);
    const old = build([]);
    await until('the old build is through', async () => (await old.consumer.lag()) === 0n);
    expect([...old.handled].sort()).toEqual(['v1', 'v5', 'v6', 'v7']);
    expect(old.skipped).toEqual(['delivery.imagined']);
    expect(await deferred()).toEqual(['v3', 'v4']);
    await old.consumer.stop();

    const same = build([]);
    await stand.log.append([outcome('v8', 't1', 'RETRY_NEVER')]);
    await until('the same build has taken the next', async () => (await same.consumer.lag()) === 0n);
    expect([same.handled, await deferred()]).toEqual([[], ['v3', 'v4', 'v8']]);
    await same.consumer.stop();

    const newer = [build(['RETRY_TOMORROW']), build(['RETRY_TOMORROW'])];
    await until('what was deferred is handled', async () => (await deferred()).length === 0);
    expect(newer.flatMap(({ handled }) => handled).sort()).toEqual(['v3', 'v4', 'v8']);
    for (const { handled } of newer) expect(handled).toEqual([...handled].sort());
    await stand.log.append([outcome('v9', 't1', 'RETRY_TOMORROW')]);
    await until('the next is handled at once', () => newer.some(({ handled }) => handled.includes('v9')));
    expect([old, same, ...newer].flatMap(({ letters }) => letters)).toEqual([]);
  });
}
