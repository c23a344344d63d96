import type { Drill } from '../drill.js';

export const postgres: Drill = {
  name: 'postgres',
  about:
    'the database server of all services is shut down fast and started again while messages are on their way: every service goes on by itself',
  async run(stage) {
    await stage.untilSending();
    const began = performance.now();
    await stage.cluster.restartPostgres();
    stage.recoversFrom('PostgreSQL');
    stage.ledger.notes.push(`PostgreSQL away for ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  },
};
