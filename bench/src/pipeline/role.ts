import { Database } from '@perennial/database/database';
import kafkajs, { type Kafka } from 'kafkajs';

/** What a process of the pipeline is told by its environment. */
export interface RoleSettings {
  readonly databaseUrl: string;
  readonly brokers: string;
  readonly sinkUrl: string;
}

export interface Role {
  readonly settings: RoleSettings;
  readonly database: Database;
  readonly kafka: Kafka;
  /** Runs `work` again and again until the process is told to stop. */
  loop(work: () => Promise<void>): void;
  /** Tells the driver how many reminders were done in all. */
  tell(done: number): void;
}

/** Begins a process of the pipeline, which ends when its parent lets go of it or is gone. */
export function beginRole(name: string): Role {
  const settings = JSON.parse(process.env['PIPELINE'] ?? '{}') as RoleSettings;
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  const fail = (error: unknown): void => {
    process.stderr.write(`${name}: ${(error as Error).stack ?? String(error)}\n`);
    process.exit(1);
  };
  return {
    settings,
    database: new Database({ url: settings.databaseUrl, applicationName: name, poolSize: 6, onPoolError: fail }),
    kafka: new kafkajs.Kafka({
      brokers: settings.brokers.split(','),
      clientId: name,
      logLevel: kafkajs.logLevel.NOTHING,
    }),
    loop: (work) => {
      const run = async (): Promise<void> => {
        while (true) await work();
      };
      run().catch(fail);
    },
    tell: (done) => process.send?.({ done }),
  };
}
