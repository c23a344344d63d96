/** Services whose databases and outboxes the auditor compares. */
export const AUDITED = ['contracts', 'scheduling', 'delivery', 'payments'] as const;

export type AuditedService = (typeof AUDITED)[number];
