import type { Drill } from './drill.js';
import { backends } from './drills/backends.js';
import { broker } from './drills/broker.js';
import { duplicates } from './drills/duplicates.js';
import { frozen } from './drills/frozen.js';
import { kill } from './drills/kill.js';
import { lane } from './drills/lane.js';
import { leader } from './drills/leader.js';
import { longTransaction } from './drills/long-transaction.js';
import { overdue } from './drills/overdue.js';
import { poison } from './drills/poison.js';
import { pool } from './drills/pool.js';
import { postgres } from './drills/postgres.js';
import { races } from './drills/races.js';
import { replay } from './drills/replay.js';
import { rolling } from './drills/rolling.js';
import { sigterm } from './drills/sigterm.js';
import { smtp4xx, smtpDrop, smtpHang } from './drills/smtp.js';
import { storm } from './drills/storm.js';
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
];
