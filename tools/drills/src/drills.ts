import type { Drill } from './drill.js';
import { allDown } from './drills/all-down.js';
import { backends } from './drills/backends.js';
import { bothDead } from './drills/both-dead.js';
import { broker } from './drills/broker.js';
import { callbacks } from './drills/callbacks.js';
import { duplicates } from './drills/duplicates.js';
import { flapping } from './drills/flapping.js';
import { frozen } from './drills/frozen.js';
import { kill } from './drills/kill.js';
import { lane } from './drills/lane.js';
import { lateReceipts } from './drills/late-receipts.js';
import { leader } from './drills/leader.js';
import { longTransaction } from './drills/long-transaction.js';
import { neverConfirmed } from './drills/never-confirmed.js';
import { overdue } from './drills/overdue.js';
import { poison } from './drills/poison.js';
import { pool } from './drills/pool.js';
import { postgres } from './drills/postgres.js';
import { primaryDead } from './drills/primary-dead.js';
import { races } from './drills/races.js';
import { replay } from './drills/replay.js';
import { rolling } from './drills/rolling.js';
import { rungs } from './drills/rungs.js';
import { sigterm } from './drills/sigterm.js';
import { smtp4xx, smtpDrop, smtpHang } from './drills/smtp.js';
import { storm } from './drills/storm.js';
import { throttled } from './drills/throttled.js';
import { zombie } from './drills/zombie.js';

/**
 * All drills, in the order in which they are run: duplicates would repeat the poison of others, and replay reads it
 * again.
 */
export const DRILLS: readonly Drill[] = [
  kill,
  sigterm,
  zombie,
  frozen,
  rolling,
  broker,
  leader,
  storm,
  postgres,
  backends,
  longTransaction,
  pool,
  duplicates,
  poison,
  replay,
  smtpDrop,
  smtpHang,
  smtp4xx,
  overdue,
  lane,
  races,
  primaryDead,
  bothDead,
  allDown,
  flapping,
  throttled,
  callbacks,
  lateReceipts,
  neverConfirmed,
  rungs,
];
