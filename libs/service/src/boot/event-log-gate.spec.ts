import { RefusedTopic, type EventLog } from '@perennial/events/event-log';
import { createLogger } from '../log/logger.js';
import { EventLogGate } from './event-log-gate.js';

const quiet = createLogger('test', 'silent');

/** A log whose topics can be had after these errors. */
function logAfter(...errors: Error[]): EventLog {
  return {
    ensureTopics: async () => {
      const error = errors.shift();
      if (error) throw error;
    },
  } as Pick<EventLog, 'ensureTopics'> as EventLog;
}

test('waits for Kafka and says for what; when it comes the start goes on', async () => {
  const gate = new EventLogGate(true, quiet);
  const passed = gate.pass(logAfter(new Error('Kafka at a:1: wrong credentials')), ['t']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(gate.waitsFor).toBe('Kafka at a:1: wrong credentials');
  await passed;
  expect(gate.waitsFor).toBeUndefined();
});

test('a topic that does not fit is not waited for, nor is anything on PostgreSQL', async () => {
  await expect(new EventLogGate(true, quiet).pass(logAfter(new RefusedTopic('3 partitions')), ['t'])).rejects.toThrow(
    '3 partitions',
  );
  await expect(new EventLogGate(false, quiet).pass(logAfter(new Error('ECONNREFUSED')), ['t'])).rejects.toThrow(
    'ECONNREFUSED',
  );
});

test('stopping ends the waiting', async () => {
  const gate = new EventLogGate(true, quiet);
  const passed = gate.pass(logAfter(new Error('down'), new Error('down')), ['t']);
  await new Promise((resolve) => setImmediate(resolve));
  gate.stop();
  await expect(passed).rejects.toMatchObject({ name: 'AbortError' });
});
