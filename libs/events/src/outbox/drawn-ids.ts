/**
 * The highest outbox id drawn so far, as an SQL expression; 0 before the first. The function reads the sequence under
 * its lock. A plain `select last_value` does not, and nextval writes there for a moment what it logs, 32 ids ahead: a
 * relay that took that for drawn passed by the next ids (docs/decisions/0015-the-sequence-is-read-under-its-lock.md).
 */
export const DRAWN_IDS = `coalesce(pg_sequence_last_value('outbox_id_seq'::regclass), 0)`;
