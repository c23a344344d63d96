/** Columns of reminder under the names of the domain, for every store that reads one; alias `r`. */
export const REMINDER_COLUMNS = `r.reminder_id as "reminderId", r.term_id as "termId", r.contract_id as "contractId",
  r.customer_id as "customerId", r.addressee_kind as "addresseeKind", r.addressee_id as "addresseeId",
  r.recipient_id as "recipientId", r.step, r.node, r.node_date as "nodeDate", r.audience, r.track, r.escalation,
  r.occurrence, r.state, r.reason, r.rungs, r.legal, r.zone, r.window_from as "windowFrom", r.window_to as "windowTo",
  r.window_days as "windowDays", r.opens_at as "opensAt", r.closes_at as "closesAt", r.due_at as "dueAt", r.policy,
  r.policy_version as "policyVersion", r.planned_at as "plannedAt", r.message_id as "messageId",
  r.released_at as "releasedAt", r.withdrawn_at as "withdrawnAt", r.sent_at as "sentAt", r.ended_at as "endedAt",
  r.retry, coalesce(r.weekend, '{6,7}') as weekend, coalesce(r.last_step, false) as "lastStep",
  r.corrects_last_day as "correctsLastDay", r.sent_on as "sentOn"`;
