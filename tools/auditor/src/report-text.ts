import type { AuditReport } from './audit.js';

const SHOWN = 10;

/** A report as people read it: a line for each promise, its first violations, and the counts. */
export function reportText(report: AuditReport): string {
  const lines: string[] = [];
  for (const { name, promise, violations } of report.verdicts) {
    lines.push(`${violations.length === 0 ? 'holds ' : 'BROKEN'}  ${name.padEnd(20)} ${promise}`);
    lines.push(...violations.slice(0, SHOWN).map((violation) => `          ${violation}`));
    if (violations.length > SHOWN) lines.push(`          … and ${violations.length - SHOWN} more`);
  }
  const holding = report.verdicts.filter(({ violations }) => violations.length === 0).length;
  const { accepted, uncertain, providerAccepted, records, deadLetters, foreign } = report;
  lines.push(
    '',
    `${accepted} messages accepted, ${uncertain} uncertain${providerAccepted === undefined ? '' : `; ${providerAccepted} accepted by the provider's own record`}`,
  );
  lines.push(`${records} records in the log, ${deadLetters} dead letter(s), ${foreign} by nobody of ours`);
  lines.push(`${holding} of ${report.verdicts.length} promises hold`);
  return `${lines.join('\n')}\n`;
}
